package dev.bulkhead.daemon.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final Throttle throttle = new Throttle(nanos::get);

    @Test
    void theWaitDoublesFromOneSecondToSixty() {
        assertThat(throttle.waitNow()).isZero();
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            throttle.failed();
            assertThat(throttle.waitNow()).hasSeconds(seconds);
            nanos.addAndGet(Duration.ofSeconds(seconds).toNanos() - 1);
            assertThat(throttle.waitNow()).hasSeconds(1);
            nanos.incrementAndGet();
            assertThat(throttle.waitNow()).isZero();
        }
    }

    @Test
    void successStartsAnew() {
        throttle.failed();
        throttle.failed();
        throttle.succeeded();
        assertThat(throttle.waitNow()).isZero();
        throttle.failed();
        assertThat(throttle.waitNow()).hasSeconds(1);
    }

    @Test
    void aThousandFailuresDoNotOverflow() {
        for (int i = 0; i < 1000; i++) {
            throttle.failed();
        }
        assertThat(throttle.waitNow()).hasSeconds(60);
    }

    @Test
    void ofAttemptsRefusedUntriedTheFirstIsToldAtOnceAndTheOthersAsANumber() {
        assertThat(throttle.refused()).isTrue();
        assertThat(throttle.refused()).isFalse();
        assertThat(throttle.refused()).isFalse();
        assertThat(throttle.takeUntold()).isEqualTo(2);
        assertThat(throttle.takeUntold()).isZero();
        assertThat(throttle.refused()).isTrue();
    }
}
