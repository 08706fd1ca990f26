package dev.bulkhead.daemon.egress;

import java.util.function.LongSupplier;

/** So many in a minute, a minute's at once, then evenly. One thread uses it. */
final class Pace {
    private static final double NANOS_PER_MINUTE = 60e9;

    private final int perMinute;
    private final LongSupplier nanoTime;
    private double left;
    private long at;

    Pace(int perMinute, LongSupplier nanoTime) {
        this.perMinute = perMinute;
        this.nanoTime = nanoTime;
        this.left = perMinute;
        this.at = nanoTime.getAsLong();
    }

    /** Takes one, or returns the nanoseconds to wait before asking again; 0 when it was taken. */
    long take() {
        long now = nanoTime.getAsLong();
        left = Math.min(perMinute, left + (now - at) * (perMinute / NANOS_PER_MINUTE));
        at = now;
        if (left >= 1) {
            left--;
            return 0;
        }
        return (long) Math.ceil((1 - left) * (NANOS_PER_MINUTE / perMinute));
    }
}
