package dev.bulkhead.daemon.signin;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Makes a tenant wait after each passphrase that did not fit: 1, 2, 4 … 60 s. It counts by a clock that nobody can set, so that
 * a wall clock put forward does not shorten the wait. It slows who types at the supervisor; whoever copies the vault file is
 * slowed by Argon2id alone, and a restart of the supervisor starts anew.
 *
 * <p>Not safe for threads: its tenant's {@link Door} holds a lock.
 */
final class Throttle {
    private static final long LONGEST_SECONDS = 60;

    private final LongSupplier elapsedNanos;
    private int failures;
    private long openAgain;
    private int untold;

    Throttle(LongSupplier elapsedNanos) {
        this.elapsedNanos = elapsedNanos;
    }

    /** Returns how long to wait, in whole seconds rounded up, or zero where an attempt may be made. */
    Duration waitNow() {
        if (failures == 0) {
            return Duration.ZERO;
        }
        long nanos = openAgain - elapsedNanos.getAsLong();
        return nanos <= 0 ? Duration.ZERO : Duration.ofSeconds((nanos + 999_999_999L) / 1_000_000_000L);
    }

    void failed() {
        failures++;
        long seconds = failures > 6 ? LONGEST_SECONDS : Math.min(LONGEST_SECONDS, 1L << (failures - 1));
        openAgain = elapsedNanos.getAsLong() + seconds * 1_000_000_000L;
    }

    void succeeded() {
        failures = 0;
    }

    /**
     * Counts an attempt that was refused untried, and returns whether it is the first since the last one that was tried. Only
     * that one is recorded by itself: a loop of attempts must not fill the stream.
     */
    boolean refused() {
        return untold++ == 0;
    }

    /** Returns how many were refused untried beyond the one that was recorded, and counts from zero again. */
    int takeUntold() {
        int more = Math.max(0, untold - 1);
        untold = 0;
        return more;
    }
}
