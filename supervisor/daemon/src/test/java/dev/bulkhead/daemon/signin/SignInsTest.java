package dev.bulkhead.daemon.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.signin.SignInResult.Denied;
import dev.bulkhead.daemon.signin.SignInResult.Proven;
import dev.bulkhead.daemon.signin.SignInResult.Throttled;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.vault.VaultException;
import dev.bulkhead.daemon.vault.VaultException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignInsTest extends SignInFixture {
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

    /** Fails a sign-in to acme, after which the wait is {@code seconds}. */
    private void fail(int seconds) throws Exception {
        assertThat(signIns.signIn(ACME, WRONG, PEER))
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.reason()).endsWith("in " + seconds + " s"));
    }

    private void pass(Duration time) {
        elapsed.addAndGet(time.toNanos());
    }
}
