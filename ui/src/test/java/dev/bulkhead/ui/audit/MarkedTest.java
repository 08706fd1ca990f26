package dev.bulkhead.ui.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.model.AuditSummary.Chart;
import dev.bulkhead.ui.model.EventStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is marked in a chart is a time, whatever axis shows it. */
class MarkedTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static Chart chart(Instant from, Duration bucket, int buckets) {
        return new Chart(from, bucket, Map.of(EventStatus.SUCCESS, Collections.nCopies(buckets, 1)));
    }

    @Test
    void theSameTimeIsMarkedOnAnotherAxis() {
        Chart minutes = chart(NOON, Duration.ofMinutes(1), 60);
        assertThat(new Marked(20, 9).on(minutes, chart(NOON.minusSeconds(600), Duration.ofMinutes(2), 60)))
                .contains(new Marked(15, 9));
        assertThat(new Marked(20, 9).on(minutes, minutes)).contains(new Marked(20, 9));
    }

    @Test
    void whatIsNotShownAnyMoreIsNotMarked() {
        Chart minutes = chart(NOON, Duration.ofMinutes(1), 60);
        assertThat(new Marked(3, 9).on(minutes, chart(NOON.plusSeconds(3_600), Duration.ofMinutes(1), 60)))
                .isEmpty();
        assertThat(new Marked(3, 9).on(minutes, Chart.EMPTY)).isEmpty();
    }
}
