package dev.bulkhead.daemon.vault;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.protocol.secret.SecretBytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KeyDerivationTest {
    private static final Argon2id PARAMETERS = new Argon2id(19_456, 1, 1, "AAAAAAAAAAAAAAAAAAAAAA");

    @Test
    @Timeout(value = 30, unit = SECONDS)
    void twoRunAtOnceAndNeverThree() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var two = new CountDownLatch(2);
        var derivation = new KeyDerivation((parameters, passphrase) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            two.countDown();
            await(two);
            running.decrementAndGet();
            return passphrase;
        });
        var all = new ArrayList<Future<SecretBytes>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> derivation.derive(PARAMETERS, SecretBytes.takeOver(new byte[1]))));
            }
            for (Future<SecretBytes> one : all) {
                one.get();
            }
        }
        assertThat(most).hasValue(2);
    }

    @Test
    void aDerivationThatFailsFreesItsPlace() {
        var derivation = new KeyDerivation((parameters, passphrase) -> {
            throw new IllegalStateException("no memory");
        });
        for (int i = 0; i < 3; i++) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> derivation.derive(PARAMETERS, SecretBytes.takeOver(new byte[1]))))
                    .hasMessage("no memory");
        }
    }

    @Test
    void theSamePassphraseAndParametersGiveTheSameKey() {
        var again = new Argon2id(19_456, 1, 1, "AAAAAAAAAAAAAAAAAAAAAQ");
        assertThat(hex(PARAMETERS)).isEqualTo(hex(PARAMETERS)).isNotEqualTo(hex(again));
    }

    private static String hex(Argon2id parameters) {
        try (SecretBytes passphrase = SecretBytes.takeOver(new byte[] {1, 2, 3});
                SecretBytes key = parameters.derive(passphrase)) {
            return key.use(bytes -> HexFormat.of().formatHex(bytes));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
