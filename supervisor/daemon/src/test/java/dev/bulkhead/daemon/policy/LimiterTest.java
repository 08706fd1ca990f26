package dev.bulkhead.daemon.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.TenantSettings.Limits;
import dev.bulkhead.protocol.home.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LimiterTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId GLOBEX = new TenantId("globex");
    private static final OptionalInt NONE = OptionalInt.empty();

    private final AtomicLong nanos = new AtomicLong(-5);
    private final Limiter limiter = new Limiter(nanos::get);

    @Test
    void aMinutesCallsMayComeAtOnceAndOneMoreMayNot() {
        assertThat(admitted(limits(5, NONE), 5)).isEqualTo(5);
        Admission.Limited limited = (Admission.Limited) limiter.admit(ACME, limits(5, NONE));
        assertThat(limited.reason()).isEqualTo("tenant 'acme' may make 5 calls a minute: try again in 12 s");
        nanos.addAndGet(limited.retryAfter().toNanos() - 1_000);
        assertThat(admitted(limits(5, NONE), 1)).isZero();
        nanos.addAndGet(2_000);
        assertThat(admitted(limits(5, NONE), 2)).isEqualTo(1);
    }

    @Test
    void theLimitOfOneTenantIsNotAnothers() {
        assertThat(admitted(limits(5, NONE), 6)).isEqualTo(5);
        assertThat(limiter.admit(GLOBEX, limits(5, NONE))).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void callsInFlightAreCountedUntilTheyEndOnce() {
        Limits two = limits(1_000, OptionalInt.of(2));
        Admission first = limiter.admit(ACME, two);
        limiter.admit(ACME, two);
        assertThat(limiter.admit(ACME, two)).isInstanceOf(Admission.Limited.class);
        ((Admission.Admitted) first).close();
        ((Admission.Admitted) first).close();
        assertThat(limiter.inFlight(ACME)).isEqualTo(1);
        assertThat(limiter.admit(ACME, two)).isInstanceOf(Admission.Admitted.class);
        assertThat(limiter.admit(ACME, two)).isInstanceOf(Admission.Limited.class);
    }

    @Test
    void aCallThatIsRefusedForTheOthersInFlightCostsNothing() {
        Limits limits = limits(2, OptionalInt.of(1));
        Admission first = limiter.admit(ACME, limits);
        assertThat(admitted(limits, 10)).isZero();
        ((Admission.Admitted) first).close();
        assertThat(admitted(limits, 1)).isEqualTo(1);
    }

    @Test
    void withoutLimitsEverythingIsAdmitted() {
        assertThat(admitted(new Limits(NONE, NONE, 10 << 20), 10_000)).isEqualTo(10_000);
    }

    @Test
    void aLowerLimitCountsFromTheNextCallOn() {
        assertThat(admitted(limits(100, NONE), 50)).isEqualTo(50);
        assertThat(admitted(limits(10, NONE), 1)).isZero();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(admitted(limits(10, NONE), 11)).isEqualTo(10);
    }

    /** Steps are gaps in tenths of a second. */
    @Property(tries = 200)
    void noMinuteHasMoreThanTwiceItsCallsAndNoSpanMoreThanItsShareAndABurst(
            @ForAll @Size(max = 300) List<@IntRange(max = 30) Integer> gaps) {
        AtomicLong time = new AtomicLong();
        Limiter own = new Limiter(time::get);
        List<Long> admitted = new ArrayList<>();
        for (int gap : gaps) {
            time.addAndGet(gap * 100_000_000L);
            if (own.admit(ACME, limits(10, NONE)) instanceof Admission.Admitted) {
                admitted.add(time.get());
            }
        }
        for (int from = 0; from < admitted.size(); from++) {
            for (int to = from; to < admitted.size(); to++) {
                double minutes = (admitted.get(to) - admitted.get(from)) / 60e9;
                assertThat(to - from + 1).isLessThanOrEqualTo((int) Math.floor(10 + 10 * minutes + 1e-6));
            }
        }
    }

    private int admitted(Limits limits, int tries) {
        int count = 0;
        for (int i = 0; i < tries; i++) {
            count += limiter.admit(ACME, limits) instanceof Admission.Admitted ? 1 : 0;
        }
        return count;
    }

    private static Limits limits(int perMinute, OptionalInt concurrent) {
        return new Limits(OptionalInt.of(perMinute), concurrent, 10 << 20);
    }
}
