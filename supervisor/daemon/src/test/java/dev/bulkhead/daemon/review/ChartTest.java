package dev.bulkhead.daemon.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Where a chart's buckets begin and how many there are. */
class ChartTest {
    private static final ZoneId[] ZONES = {
        ZoneId.of("UTC"), ZoneId.of("Europe/Berlin"), ZoneId.of("Asia/Kolkata"), ZoneId.of("Pacific/Marquesas")
    };

    @Property(tries = 5000)
    void thereAreNeverMoreBucketsThanWereAskedForAndTheyCoverEveryMoment(
            @ForAll @LongRange(max = 4_102_444_800_000L) long from,
            @ForAll @LongRange(min = 1, max = 40_000_000_000L) long length,
            @ForAll @IntRange(min = 1, max = 500) int wanted,
            @ForAll @IntRange(max = 3) int zone) {
        Chart chart = Chart.over(from, from + length, new Chart.Wanted(wanted, ZONES[zone]));

        assertThat(chart.buckets()).isBetween(1, wanted);
        assertThat(chart.bucket(from)).isZero();
        assertThat(chart.bucket(from + length - 1)).isEqualTo(chart.buckets() - 1);
    }
}
