package dev.bulkhead.ui.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.model.AuditSummary.Chart;
import dev.bulkhead.ui.model.EventStatus;
import dev.bulkhead.ui.text.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ChartAxisTest {
    private final EventWords words = new EventWords(Texts.of(Locale.ENGLISH), ZoneId.of("Asia/Kolkata"));

    @Test
    void marksStandAtWholeTimesOfTheWindowsClock() {
        // 12:00 in Kolkata, whose clock is half an hour beside that of UTC.
        assertThat(marks("2026-11-21T06:30:00Z", Duration.ofMinutes(5), 40, 5))
                .containsExactly("0 12:00", "6 12:30", "12 13:00", "18 13:30", "24 14:00", "30 14:30", "36 15:00");
    }

    @Test
    void aWeekHasDaysAndAMinuteSeconds() {
        assertThat(marks("2026-11-20T18:30:00Z", Duration.ofDays(1), 4, 1))
                .containsExactly("0 21 Nov", "1 22 Nov", "2 23 Nov", "3 24 Nov");
        assertThat(marks("2026-11-20T18:30:00Z", Duration.ofHours(6), 6, 2))
                .containsExactly("0 21 Nov 00:00", "2 21 Nov 12:00", "4 22 Nov 00:00");
        assertThat(marks("2026-11-20T18:30:00Z", Duration.ofSeconds(1), 11, 5))
                .containsExactly("0 00:00:00", "5 00:00:05", "10 00:00:10");
    }

    private List<String> marks(String from, Duration bucket, int buckets, int apart) {
        Chart chart =
                new Chart(Instant.parse(from), bucket, Map.of(EventStatus.SUCCESS, Collections.nCopies(buckets, 1)));
        return ChartAxis.marks(chart, apart, words).stream()
                .map(mark -> mark.bucket() + " " + mark.time())
                .toList();
    }
}
