package dev.bulkhead.daemon.signin;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.vault.VaultException;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens at once, and what listeners are told of it. */
@Timeout(value = 30, unit = SECONDS)
class SignInOrderTest extends SignInFixture {
    @Test
    void neitherAnotherTenantNorSigningOutWaitsForADerivation() throws Exception {
        signedIn(ACME);
        var running = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        beforeDerivation = () -> {
            beforeDerivation = () -> {};
            running.countDown();
            await(goOn);
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> slow = threads.submit(() -> signIns.proves(ACME, RIGHT, PEER));
            running.await();
            signedIn(GLOBEX);
            assertThat(signIns.live(ACME)).isPresent();
            assertThat(signIns.signOut(ACME, PEER)).isTrue();
            goOn.countDown();
            assertThatThrownBy(slow::get).hasCauseInstanceOf(VaultException.class);
        }
    }

    @Test
    void aSignInWhoseLiveOneEndsMeanwhileOpensTheVaultAnew() throws Exception {
        SignIn first = signedIn(ACME);
        var running = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        beforeDerivation = () -> {
            beforeDerivation = () -> {};
            running.countDown();
            await(goOn);
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<SignIn> second = threads.submit(() -> signedIn(ACME));
            running.await();
            signIns.signOut(ACME, PEER);
            goOn.countDown();
            assertThat(second.get().epoch()).isGreaterThan(first.epoch());
            assertThat(second.get().vault().names()).isEmpty();
        }
        assertThat(told).containsExactly("in acme 1", "out acme", "in acme 2");
    }

    @Test
    void manySignInsOfOneTenantAtOnceGiveOneLiveSignIn() throws Exception {
        var all = new ArrayList<Future<SignIn>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 6; i++) {
                all.add(threads.submit(() -> signedIn(ACME)));
            }
            SignIn live = all.getFirst().get();
            for (Future<SignIn> one : all) {
                assertThat(one.get()).isSameAs(live);
            }
        }
        assertThat(told).containsExactly("in acme 1");
    }

    @Test
    void aListenerMayCallBackAndIsToldInOrder() throws Exception {
        signIns.listen(listener(
                signIn -> {
                    signOut(signIn.tenant());
                    told.add("called back");
                },
                tenant -> {}));
        signIns.signIn(ACME, RIGHT, PEER);
        assertThat(told).containsExactly("in acme 1", "called back", "out acme");
        assertThat(signIns.live(ACME)).isEmpty();
    }

    @Test
    void listenersOfTwoTenantsThatSignInToEachOthersDoNotWaitForEver() throws Exception {
        signedIn(ACME);
        signedIn(GLOBEX);
        var both = new CountDownLatch(2);
        var again = new AtomicInteger();
        signIns.listen(listener(signIn -> again.incrementAndGet(), tenant -> {
            // Both threads are in a listener now, each at its own tenant, and each causes a note at the other's.
            both.countDown();
            await(both);
            TenantId other = tenant.equals(ACME) ? GLOBEX : ACME;
            try {
                signIns.signIn(other, RIGHT, PEER);
            } catch (VaultException | IOException e) {
                throw new IllegalStateException(e);
            }
        }));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> acme = threads.submit(() -> signIns.signOut(ACME, PEER));
            Future<?> globex = threads.submit(() -> signIns.signOut(GLOBEX, PEER));
            acme.get();
            globex.get();
        }
        assertThat(signIns.live()).hasSize(2);
        assertThat(again).hasValue(2);
    }

    @Test
    void aListenerThatFailsAtASignInEndsItAgain() throws Exception {
        signIns.listen(listener(
                signIn -> {
                    throw new IllegalStateException("no stream");
                },
                tenant -> {}));
        assertThatThrownBy(() -> signIns.signIn(ACME, RIGHT, PEER)).hasMessage("no stream");
        assertThat(signIns.live(ACME)).isEmpty();
        assertThat(told).containsExactly("in acme 1", "out acme");
    }

    @Test
    void aListenerThatFailsAtASignOutDoesNotKeepTheOthersFromEnding() throws Exception {
        var others =
                new SignIns(vaults, this::vault, halts, this::record, Vouching.BY_PASSPHRASE, () -> now, elapsed::get);
        others.listen(listener(signIn -> {}, tenant -> {
            throw new IllegalStateException("stuck");
        }));
        others.listen(listener(signIn -> {}, tenant -> told.add("the other")));
        others.signIn(ACME, RIGHT, PEER);
        assertThatThrownBy(() -> others.signOut(ACME, PEER)).hasMessage("stuck");
        assertThat(told).containsExactly("the other");
        assertThat(others.live(ACME)).isEmpty();
    }

    @Test
    void closingSignsOutOfAll() throws Exception {
        signedIn(ACME);
        signedIn(GLOBEX);
        assertThat(signIns.live()).extracting(SignIn::tenant).containsExactly(ACME, GLOBEX);
        signIns.close();
        signIns.close();
        assertThat(signIns.live()).isEmpty();
        assertThat(told).containsExactly("in acme 1", "in globex 2", "out acme", "out globex");
    }

    private void signOut(TenantId tenant) {
        try {
            signIns.signOut(tenant, PEER);
        } catch (IOException e) {
            throw new IllegalStateException(e);
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
