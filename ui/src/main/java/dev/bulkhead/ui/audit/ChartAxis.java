package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.model.AuditSummary.Chart;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/** Which beginnings of buckets have a time below them, and how that is written. Stateless. */
final class ChartAxis {
    private static final Duration DAY = Duration.ofDays(1);

    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long[] STEPS = {
        5,
        10,
        15,
        30,
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
        24 * HOUR,
        48 * HOUR,
        7 * 24 * HOUR,
        14 * 24 * HOUR,
        28 * 24 * HOUR,
        91 * 24 * HOUR
    };

    private ChartAxis() {}

    /** One mark. */
    record Mark(int bucket, String time) {}

    /** Returns marks that have {@code apart} buckets between them at least, at times that a clock has marks for. */
    static List<Mark> marks(Chart chart, int apart, EventWords words) {
        long least = Math.max(1, apart) * chart.bucket().toSeconds();
        long step = least;
        for (int i = STEPS.length - 1; i >= 0; i--) {
            step = STEPS[i] >= least ? STEPS[i] : step;
        }
        List<Mark> marks = new ArrayList<>();
        String key = key(chart);
        for (int bucket = 0; bucket < chart.buckets(); bucket++) {
            ZonedDateTime begin = chart.begin(bucket).atZone(words.zone());
            long local = begin.toEpochSecond() + begin.getOffset().getTotalSeconds();
            // The bucket in which the mark is: where it is longer than the step, each has one.
            if (Math.floorMod(local, step) < chart.bucket().toSeconds()) {
                marks.add(new Mark(bucket, words.time(key, chart.begin(bucket))));
            }
        }
        return marks;
    }

    /** Clock times below a day, dates above, both where the clock goes round. */
    static String key(Chart chart) {
        Duration span = chart.bucket().multipliedBy(chart.buckets());
        if (chart.bucket().compareTo(DAY) >= 0) {
            return span.compareTo(DAY.multipliedBy(300)) > 0 ? "audit.time.axis-year" : "audit.time.axis-day";
        }
        if (span.compareTo(DAY) > 0) {
            return "audit.time.axis-both";
        }
        return chart.bucket().toSeconds() < 60 ? "audit.time.clock" : "audit.time.axis-hour";
    }
}
