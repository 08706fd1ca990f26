package dev.bulkhead.tenantserver.upstream;

/**
 * How much a server may say that nobody has asked for: a burst, then so much a second. Each message costs three stages of work on
 * its way to the host, which all sessions of the desktop share; a server that floods its stdout is to wait for it alone.
 *
 * <p>For one thread.
 */
final class Unasked {
    /** Thousands of progress notifications a second, and far more than any model reads. */
    static final long BYTES_PER_SECOND = 1 << 20;

    static final long BURST = 4 << 20;

    /** A message costs more than its bytes. */
    private static final long LEAST = 1 << 10;

    private static final long NANOS = 1_000_000_000;

    private long spent;
    private long at;
    private boolean isRunning;

    /**
     * Counts one message of {@code bytes} at {@code now}, in nanoseconds of {@link System#nanoTime}.
     *
     * @return nanoseconds to wait before the next one is taken; 0 while the burst lasts
     */
    long take(long bytes, long now) {
        if (isRunning) {
            long elapsed = Math.min(now - at, BURST / BYTES_PER_SECOND * NANOS + NANOS);
            spent = Math.max(0, spent - elapsed * BYTES_PER_SECOND / NANOS);
        }
        isRunning = true;
        at = now;
        spent += Math.max(LEAST, bytes);
        return spent <= BURST ? 0 : (spent - BURST) * NANOS / BYTES_PER_SECOND;
    }
}
