package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.EventType;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What time does to a sign-in, by clocks that a test can turn. */
class LocksTest extends SignedInFixture {
    private Locks locks;

    @BeforeEach
    void seen() {
        locks = new Locks(tenants, signIns, wall::get, elapsed::get, awake::get);
        locks.tick();
    }

    private void passes(Duration span, Duration asleep) {
        wall.updateAndGet(now -> now.plus(span));
        elapsed.addAndGet(span.toNanos());
        awake.addAndGet(span.minus(asleep).toNanos());
        locks.tick();
    }

    private boolean isLocked() {
        return signIns.live(ACME).isEmpty();
    }

    private String why() {
        return String.valueOf(rows(EventType.LOCKED).getFirst().detail());
    }

    @Test
    void aMachineThatHasSleptWakesLocked() {
        passes(Duration.ofSeconds(30), Duration.ZERO);
        assertThat(isLocked()).isFalse();
        passes(Duration.ofSeconds(30), Duration.ofSeconds(20));
        assertThat(isLocked()).isTrue();
        assertThat(why()).isEqualTo("the machine has slept");
    }

    @Test
    void aBusyMachineIsNotOneThatHasSlept() {
        for (int i = 0; i < 60; i++) {
            passes(Duration.ofSeconds(4), Duration.ofSeconds(2));
        }
        assertThat(isLocked()).isFalse();
    }

    @Test
    void idleTimeCountsWhileTheMachineIsAwakeAndNobodyCalls() {
        passes(Duration.ofMinutes(9), Duration.ZERO);
        assertThat(isLocked()).isFalse();
        passes(Duration.ofMinutes(1), Duration.ZERO);
        assertThat(isLocked()).isTrue();
        assertThat(why()).isEqualTo("no call came for 10m");
    }

    @Test
    void aCallBeginsTheIdleTimeAnew() {
        passes(Duration.ofMinutes(9), Duration.ZERO);
        acme().admit();
        passes(Duration.ofMinutes(9), Duration.ZERO);
        assertThat(isLocked()).isFalse();
        passes(Duration.ofMinutes(10), Duration.ZERO);
        assertThat(isLocked()).isTrue();
    }

    @Test
    void whoNeverRestsIsLockedByTheHardLock() {
        for (int minutes = 0; minutes < 12 * 60 - 5; minutes += 5) {
            acme().admit();
            passes(Duration.ofMinutes(5), Duration.ZERO);
            assertThat(isLocked()).isFalse();
        }
        acme().admit();
        passes(Duration.ofMinutes(5), Duration.ZERO);
        assertThat(isLocked()).isTrue();
        assertThat(why()).isEqualTo("the sign-in is 12h old");
    }

    @Test
    void howLongItStaysOpenIsToldUntilItIsLocked() {
        passes(Duration.ofMinutes(4), Duration.ZERO);
        assertThat(locks.due(ACME))
                .hasValue(new Locks.Due(
                        Duration.ofMinutes(6), Duration.ofHours(12).minusMinutes(4)));
        acme().admit();
        passes(Duration.ofMinutes(1), Duration.ZERO);
        assertThat(locks.due(ACME).orElseThrow().idle()).isEqualTo(Duration.ofMinutes(10));
        passes(Duration.ofMinutes(10), Duration.ZERO);
        passes(Duration.ofSeconds(1), Duration.ZERO);
        assertThat(locks.due(ACME)).isEmpty();
    }

    @Test
    void aWallClockThatWasSetBackDoesNotHelp() {
        wall.updateAndGet(now -> now.minus(Duration.ofDays(2)));
        elapsed.addAndGet(Duration.ofHours(12).toNanos());
        awake.addAndGet(Duration.ofHours(12).toNanos());
        acme().admit();
        locks.tick();
        assertThat(isLocked()).isTrue();
    }
}
