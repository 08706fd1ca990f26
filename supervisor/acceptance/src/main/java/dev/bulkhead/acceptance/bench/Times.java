package dev.bulkhead.acceptance.bench;

import java.util.Arrays;

/** Durations of one kind of thing, in nanoseconds. */
final class Times {
    private final long[] nanos;
    private int count;

    Times(int capacity) {
        nanos = new long[capacity];
    }

    void add(long duration) {
        nanos[count++] = duration;
    }

    /** Returns the {@code part} quantile in milliseconds: 0.5 is the median; not a number where nothing was measured. */
    double millis(double part) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1L, Math.round(part * (count - 1)))] / 1e6;
    }
}
