package dev.bulkhead.daemon.signin;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.signin.SignInResult.Denied;
import dev.bulkhead.daemon.signin.SignInResult.Proven;
import dev.bulkhead.daemon.signin.SignInResult.SignedIn;
import dev.bulkhead.daemon.signin.SignInResult.Throttled;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.vault.CheapVaults;
import dev.bulkhead.daemon.vault.VaultException;
import dev.bulkhead.daemon.vault.VaultException.Reason;
import dev.bulkhead.daemon.vault.Vaults;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, unit = SECONDS)
class SignInsTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId GLOBEX = new TenantId("globex");
    private static final SecretBytes RIGHT = bytes("correct horse battery staple");
    private static final SecretBytes WRONG = bytes("correct horse battery stable");
    private static final String PEER = "4711 /usr/bin/bulkhead";

    private final AtomicInteger derivations = new AtomicInteger();
    private volatile Runnable beforeDerivation = () -> {};
    private final Vaults vaults = CheapVaults.create(() -> {
        derivations.incrementAndGet();
        beforeDerivation.run();
    });
    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicLong elapsed = new AtomicLong(1);
    private final Instant now = Instant.parse("2026-11-20T10:00:00Z");
    private boolean auditBroken;

    @TempDir
    private Path folder;

    private SignIns signIns;

    @BeforeEach
    void twoTenants() throws Exception {
        signIns = new SignIns(vaults, this::vault, this::record, () -> now, elapsed::get);
        signIns.listen(listener(
                signIn -> told.add("in " + signIn.tenant() + " " + signIn.epoch()),
                tenant -> told.add("out " + tenant)));
        vaults.create(vault(ACME), ACME, RIGHT);
        vaults.create(vault(GLOBEX), GLOBEX, RIGHT);
        derivations.set(0);
    }

    @Test
    void theRightPassphraseSignsInAndIsRecorded() throws Exception {
        SignIn signIn = signedIn(ACME);
        assertThat(signIns.live(ACME)).contains(signIn);
        assertThat(signIn.since()).isEqualTo(now);
        assertThat(signIn.vault().names()).isEmpty();
        assertThat(signIns.live(GLOBEX)).isEmpty();
        assertThat(told).containsExactly("in acme 1");
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(EventType.SIGN_IN);
            assertThat(event.status()).isEqualTo(ResultStatus.SUCCESS);
            assertThat(event.tenant()).isEqualTo(ACME);
            assertThat(event.peer()).isEqualTo(PEER);
        });
    }

    @Test
    void aWrongPassphraseIsDeniedAndRecorded() throws Exception {
        assertThat(signIns.signIn(ACME, WRONG, PEER))
                .isEqualTo(new Denied("the passphrase of tenant 'acme' is wrong: try again in 1 s"));
        assertThat(signIns.live(ACME)).isEmpty();
        assertThat(told).isEmpty();
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.status()).isEqualTo(ResultStatus.DENIED);
            assertThat(event.detail()).isEqualTo("the passphrase was wrong");
        });
    }

    @Test
    void whileThrottledEvenTheRightPassphraseIsNotTried() throws Exception {
        fail(1);
        int tried = derivations.get();
        assertThat(signIns.signIn(ACME, RIGHT, PEER)).isInstanceOfSatisfying(Throttled.class, throttled -> {
            assertThat(throttled.delay()).hasSeconds(1);
            assertThat(throttled.reason()).contains("wait 1 s");
        });
        assertThat(signIns.proves(ACME, RIGHT, PEER)).isInstanceOf(Throttled.class);
        assertThat(derivations).hasValue(tried);
        assertThat(events.getLast().status()).isEqualTo(ResultStatus.LIMITED);

        pass(Duration.ofSeconds(1));
        signedIn(ACME);
    }

    @Test
    void aLoopOfThrottledAttemptsLeavesOneRowAndANumber() throws Exception {
        fail(1);
        for (int i = 0; i < 10; i++) {
            signIns.signIn(ACME, WRONG, PEER);
        }
        assertThat(events).hasSize(2);
        pass(Duration.ofSeconds(1));
        signedIn(ACME);
        assertThat(events).hasSize(3);
        assertThat(events.getLast().detail()).isEqualTo("9 more attempts before it were refused untried");
    }

    @Test
    void theWaitGrowsWithFailuresAndASuccessEndsIt() throws Exception {
        fail(1);
        pass(Duration.ofSeconds(1));
        fail(2);
        pass(Duration.ofSeconds(2));
        fail(4);
        pass(Duration.ofSeconds(4));
        signedIn(ACME);
        signIns.signOut(ACME, PEER);
        fail(1);
    }

    @Test
    void oneTenantsFailuresDoNotThrottleAnother() throws Exception {
        fail(1);
        signedIn(GLOBEX);
        assertThat(events.getLast().tenant()).isEqualTo(GLOBEX);
        assertThat(events.getLast().detail()).isNull();
    }

    @Test
    void whatCannotBeRecordedDoesNotSignIn() throws Exception {
        auditBroken = true;
        assertThatThrownBy(() -> signIns.signIn(ACME, RIGHT, PEER)).isInstanceOf(IOException.class);
        assertThat(signIns.live(ACME)).isEmpty();
        assertThat(told).isEmpty();
        auditBroken = false;
        signedIn(ACME);
    }

    @Test
    void aFailureThatCannotBeRecordedIsThrottledAllTheSame() throws Exception {
        auditBroken = true;
        assertThatThrownBy(() -> signIns.signIn(ACME, WRONG, PEER)).isInstanceOf(IOException.class);
        auditBroken = false;
        assertThat(signIns.signIn(ACME, RIGHT, PEER)).isInstanceOf(Throttled.class);
    }

    @Test
    void signingOutClosesTheVaultAndIsRecordedAndTold() throws Exception {
        SignIn signIn = signedIn(ACME);
        assertThat(signIns.signOut(ACME, PEER)).isTrue();
        assertThat(signIns.signOut(ACME, PEER)).isFalse();
        assertThat(signIns.live(ACME)).isEmpty();
        assertThatThrownBy(signIn.vault()::names).isInstanceOf(IllegalStateException.class);
        assertThat(told).containsExactly("in acme 1", "out acme");
        assertThat(events).extracting(AuditEvent::type).containsExactly(EventType.SIGN_IN, EventType.SIGN_OUT);
        assertThat(signedIn(ACME).epoch()).isEqualTo(2);
    }

    @Test
    void signingOutHappensAlsoWhenItCannotBeRecorded() throws Exception {
        SignIn signIn = signedIn(ACME);
        auditBroken = true;
        assertThatThrownBy(() -> signIns.signOut(ACME, PEER)).isInstanceOf(IOException.class);
        assertThat(signIns.live(ACME)).isEmpty();
        assertThat(told).containsExactly("in acme 1", "out acme");
        assertThatThrownBy(signIn.vault()::names).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void signingInAgainChecksThePassphraseAndKeepsTheLiveSignIn() throws Exception {
        SignIn first = signedIn(ACME);
        assertThat(signIns.signIn(ACME, WRONG, PEER)).isInstanceOf(Denied.class);
        pass(Duration.ofSeconds(1));
        assertThat(signedIn(ACME)).isSameAs(first);
        assertThat(first.vault().names()).isEmpty();
        assertThat(told).containsExactly("in acme 1");
    }

    @Test
    void aVaultThatIsMissingIsThrownAndRecordedAndNotThrottled() throws Exception {
        Files.delete(vault(ACME));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> signIns.signIn(ACME, RIGHT, PEER))
                    .isInstanceOfSatisfying(
                            VaultException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISSING));
            assertThat(events.getLast().status()).isEqualTo(ResultStatus.ERROR);
        }
    }

    @Test
    void aFreshProofWorksSignedInOrNot() throws Exception {
        assertThat(signIns.proves(ACME, RIGHT, PEER)).isInstanceOf(Proven.class);
        assertThat(signIns.live(ACME)).isEmpty();
        signedIn(ACME);
        assertThat(signIns.proves(ACME, RIGHT, PEER)).isInstanceOf(Proven.class);
        assertThat(events).hasSize(1);
    }

    @Test
    void aFalseProofIsRecordedAndThrottled() throws Exception {
        signedIn(ACME);
        assertThat(signIns.proves(ACME, WRONG, PEER)).isInstanceOf(Denied.class);
        assertThat(events.getLast().type()).isEqualTo(EventType.CONTROL_REFUSED);
        assertThat(events.getLast().status()).isEqualTo(ResultStatus.DENIED);
        assertThat(signIns.proves(ACME, RIGHT, PEER)).isInstanceOf(Throttled.class);
        assertThat(signIns.live(ACME)).isPresent();
        signIns.signOut(ACME, PEER);
        pass(Duration.ofSeconds(1));
        assertThat(signIns.proves(ACME, WRONG, PEER)).isInstanceOf(Denied.class);
    }

    @Test
    void anExchangedVaultFileProvesNothingWhileSignedIn() throws Exception {
        signedIn(ACME);
        Files.delete(vault(ACME));
        vaults.create(vault(ACME), ACME, WRONG);
        assertThat(signIns.proves(ACME, WRONG, PEER)).isInstanceOf(Denied.class);
        pass(Duration.ofSeconds(1));
        assertThat(signIns.signIn(ACME, WRONG, PEER)).isInstanceOf(Denied.class);
        pass(Duration.ofSeconds(2));
        assertThat(signIns.proves(ACME, RIGHT, PEER)).isInstanceOf(Proven.class);
    }

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
        var others = new SignIns(vaults, this::vault, this::record, () -> now, elapsed::get);
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

    private SignIn signedIn(TenantId tenant) throws Exception {
        SignInResult result = signIns.signIn(tenant, RIGHT, PEER);
        assertThat(result).isInstanceOf(SignedIn.class);
        return ((SignedIn) result).signIn();
    }

    /** Fails a sign-in to acme, after which the wait is {@code seconds}. */
    private void fail(int seconds) throws Exception {
        assertThat(signIns.signIn(ACME, WRONG, PEER))
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.reason()).endsWith("in " + seconds + " s"));
    }

    private void signOut(TenantId tenant) {
        try {
            signIns.signOut(tenant, PEER);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pass(Duration time) {
        elapsed.addAndGet(time.toNanos());
    }

    private void record(AuditEvent event) throws IOException {
        if (auditBroken) {
            throw new IOException("the disk is full");
        }
        events.add(event);
    }

    private Path vault(TenantId tenant) {
        return folder.resolve(tenant + ".vault.json");
    }

    private static SignInListener listener(Consumer<SignIn> in, Consumer<TenantId> out) {
        return new SignInListener() {
            @Override
            public void signedIn(SignIn signIn) {
                in.accept(signIn);
            }

            @Override
            public void signedOut(TenantId tenant) {
                out.accept(tenant);
            }
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SecretBytes bytes(String text) {
        return SecretBytes.takeOver(text.getBytes(StandardCharsets.UTF_8));
    }
}
