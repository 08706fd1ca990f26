package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.model.AuditSummary.Chart;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Buckets of a chart from where somebody began to mark them to where they are; both are of it. */
record Marked(int began, int now) {
    int first() {
        return Math.min(began, now);
    }

    int last() {
        return Math.max(began, now);
    }

    /** The buckets of {@code other} that hold the same time as these of {@code chart}; empty where it shows none of that. */
    Optional<Marked> on(Chart chart, Chart other) {
        if (chart.buckets() == 0 || other.buckets() == 0 || other.bucket().isZero()) {
            return Optional.empty();
        }
        Instant end = chart.begin(last() + 1);
        boolean isShown = end.isAfter(other.from()) && chart.begin(first()).isBefore(other.begin(other.buckets()));
        return isShown
                ? Optional.of(new Marked(
                        bucket(other, chart.begin(began).plus(chart.bucket().dividedBy(2))),
                        bucket(other, chart.begin(now).plus(chart.bucket().dividedBy(2)))))
                : Optional.empty();
    }

    private static int bucket(Chart chart, Instant time) {
        Duration since = Duration.between(chart.from(), time);
        return (int) Math.clamp(since.dividedBy(chart.bucket()), 0, chart.buckets() - 1L);
    }
}
