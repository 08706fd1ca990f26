package dev.bulkhead.daemon.limits;

/**
 * How much processor time a sandbox may still use: it fills as time goes by, up to a burst, and may be overdrawn. For one thread.
 */
final class CpuBudget {
    /** Saved for a start, or for a call that has to work: so many seconds at the full rate. */
    private static final double BURST_SECONDS = 2.0;

    private final double processors;
    private double seconds;

    /** @param processors how many may be used in the long run, as in 0.5 */
    CpuBudget(double processors) {
        this.processors = processors;
        this.seconds = processors * BURST_SECONDS;
    }

    /** Takes in that {@code used} seconds of processor time went by in {@code elapsed} seconds; returns whether it is overdrawn. */
    boolean isOverdrawnAfter(double used, double elapsed) {
        seconds = Math.min(processors * BURST_SECONDS, seconds + elapsed * processors - Math.max(0, used));
        return seconds < 0;
    }
}
