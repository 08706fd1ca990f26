package dev.bulkhead.daemon.review;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many rows ended how, over time.
 *
 * @param from the beginning of the first bucket, in milliseconds since 1970
 * @param to the end of the last one
 * @param bucketMillis how long each is; 0 where there is no row
 * @param counts for each status that there is, one number a bucket
 */
public record Chart(long from, long to, long bucketMillis, Map<String, int[]> counts) {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    /** Steps that a clock's face or a calendar has marks for. */
    private static final long[] STEPS = {
        SECOND,
        2 * SECOND,
        5 * SECOND,
        10 * SECOND,
        30 * SECOND,
        MINUTE,
        2 * MINUTE,
        5 * MINUTE,
        10 * MINUTE,
        15 * MINUTE,
        30 * MINUTE,
        HOUR,
        2 * HOUR,
        3 * HOUR,
        6 * HOUR,
        12 * HOUR,
        DAY,
        2 * DAY,
        7 * DAY,
        14 * DAY,
        28 * DAY,
        91 * DAY,
        364 * DAY
    };

    /**
     * What chart is wanted.
     *
     * @param buckets the most that there may be
     * @param zone days begin at its midnight
     */
    public record Wanted(int buckets, ZoneId zone) {
        public static final int MOST_BUCKETS = 500;

        public Wanted {
            if (buckets < 1 || buckets > MOST_BUCKETS) {
                throw new IllegalArgumentException(buckets + " buckets: a chart has 1 to " + MOST_BUCKETS);
            }
        }
    }

    static final Chart EMPTY = new Chart(0, 0, 0, Map.of());

    /** A chart from {@code from} to before {@code to}, without rows yet. */
    static Chart over(long from, long to, Wanted wanted) {
        if (to <= from) {
            return EMPTY;
        }
        long offset =
                wanted.zone().getRules().getOffset(Instant.ofEpochMilli(from)).getTotalSeconds() * SECOND;
        for (long step : STEPS) {
            Chart chart = with(begin(from, offset, step), to, step);
            if (chart.buckets() <= wanted.buckets()) {
                return chart;
            }
        }
        long midnight = begin(from, offset, DAY);
        return with(midnight, to, DAY * ((to - 1 - midnight) / (DAY * wanted.buckets()) + 1));
    }

    /** The first bucket begins at a mark and not where the rows do, which may need one bucket more. */
    private static long begin(long from, long offset, long step) {
        return Math.floorDiv(from + offset, step) * step - offset;
    }

    private static Chart with(long begin, long to, long step) {
        return new Chart(begin, begin + ((to - 1 - begin) / step + 1) * step, step, new TreeMap<>());
    }

    int buckets() {
        return bucketMillis == 0 ? 0 : (int) ((to - from) / bucketMillis);
    }

    /** Returns the bucket of {@code millis}, or -1 for none. */
    int bucket(long millis) {
        return millis < from || millis >= to ? -1 : (int) ((millis - from) / bucketMillis);
    }

    int[] of(String status) {
        return counts.computeIfAbsent(status, key -> new int[buckets()]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Chart chart
                && from == chart.from
                && to == chart.to
                && bucketMillis == chart.bucketMillis
                && counts.keySet().equals(chart.counts.keySet())
                && counts.keySet().stream()
                        .allMatch(status -> Arrays.equals(counts.get(status), chart.counts.get(status)));
    }

    @Override
    public int hashCode() {
        return Long.hashCode(from) + Long.hashCode(to);
    }
}
