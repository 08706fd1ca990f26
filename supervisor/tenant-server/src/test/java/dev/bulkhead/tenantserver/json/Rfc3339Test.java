package dev.bulkhead.tenantserver.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class Rfc3339Test {
    @Property
    void timesAreWhatTheJdkSays(@ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long seconds) {
        assertThat(Rfc3339.of(seconds)).isEqualTo(Instant.ofEpochSecond(seconds).toString());
    }
}
