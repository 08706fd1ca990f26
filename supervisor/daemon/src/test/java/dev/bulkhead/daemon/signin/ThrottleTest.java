package dev.bulkhead.daemon.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.protocol.home.TenantId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThrottleTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final Throttle throttle = throttle(Failures.forgotten());

    @TempDir
    private Path state;

    private Throttle throttle(Failures kept) {
        return new Throttle(nanos::get, kept, new TenantId("acme"), nanos.get());
    }

    @Test
    void aRestartDoesNotShortenTheWaitNorForgetTheCount() throws Exception {
        Throttle before = throttle(new FailureFiles(state));
        before.failed();
        before.failed();
        before.failed();
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        Throttle after = throttle(new FailureFiles(state));
        assertThat(after.waitNow()).hasSeconds(4);
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        after.failed();
        assertThat(after.waitNow()).hasSeconds(8);
        after.succeeded();
        assertThat(throttle(new FailureFiles(state)).waitNow()).isZero();
    }

    @Test
    void aSpoiltRecordMakesOneWaitTheLongest() throws Exception {
        Throttle before = throttle(new FailureFiles(state));
        before.failed();
        Path file = state.resolve("attempts/acme.json");
        for (String spoilt : new String[] {"", "{}", "{\"v\":2,\"failures\":0}", "{\"v\":1,\"failures\":-1}", "x"}) {
            Files.writeString(file, spoilt);
            assertThat(throttle(new FailureFiles(state)).waitNow()).as(spoilt).hasSeconds(60);
        }
    }

    @Test
    void theWaitDoublesFromOneSecondToSixty() throws Exception {
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
    void successStartsAnew() throws Exception {
        throttle.failed();
        throttle.failed();
        throttle.succeeded();
        assertThat(throttle.waitNow()).isZero();
        throttle.failed();
        assertThat(throttle.waitNow()).hasSeconds(1);
    }

    @Test
    void aThousandFailuresDoNotOverflow() throws Exception {
        for (int i = 0; i < 1000; i++) {
            throttle.failed();
        }
        assertThat(throttle.waitNow()).hasSeconds(60);
    }

    @Test
    void ofAttemptsRefusedUntriedTheFirstIsToldAtOnceAndTheOthersAsANumber() throws Exception {
        assertThat(throttle.refused()).isTrue();
        assertThat(throttle.refused()).isFalse();
        assertThat(throttle.refused()).isFalse();
        assertThat(throttle.takeUntold()).isEqualTo(2);
        assertThat(throttle.takeUntold()).isZero();
        assertThat(throttle.refused()).isTrue();
    }
}
