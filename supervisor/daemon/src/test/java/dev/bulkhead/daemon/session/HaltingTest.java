package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.signin.Halts;
import dev.bulkhead.daemon.signin.SignInResult;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.protocol.home.TenantId;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A halt waits for nothing, and nothing undoes it but a new sign-in that was asked for. */
class HaltingTest extends SignedInFixture {
    private Halting halting;

    @BeforeEach
    void ready() {
        halting = new Halting(halts, signIns, authority, tenant -> List.of(), this::record, wall::get);
    }

    @Test
    void aFullDiskDoesNotHinderItAndTheRowComesWhenThereIsRoom() throws Exception {
        auditBroken = true;
        Halting.Halted halted = halting.halt(acme(), "test");
        assertThat(halted.recorded()).isFalse();
        assertThat(signIns.live(ACME)).isEmpty();
        assertThat(acme().state()).isEqualTo("halted");
        halting.tick();
        assertThat(rows(EventType.TENANT_HALTED)).isEmpty();
        auditBroken = false;
        halting.tick();
        halting.tick();
        assertThat(rows(EventType.TENANT_HALTED)).hasSize(1);
    }

    @Test
    void theRightPassphraseDoesNotSignInWhileItIsHalted() throws Exception {
        halting.halt(acme(), "test");
        assertThat(signIns.signIn(ACME, passphrase(), "test")).isInstanceOf(SignInResult.Denied.class);
        halting.resume(ACME, "test");
        assertThat(signIns.signIn(ACME, passphrase(), "test")).isInstanceOf(SignInResult.SignedIn.class);
    }

    @Test
    void theNextSupervisorKnowsOfIt() throws Exception {
        halting.halt(acme(), "test");
        assertThat(new Halts(home.state()).reason(ACME)).isPresent();
        halting.resume(ACME, "test");
        assertThat(new Halts(home.state()).reason(ACME)).isEmpty();
    }

    @Test
    void theNextSupervisorSaysThatItIsHaltedAndWhatToDo() throws Exception {
        halting.halt(acme(), "test");
        try (RunningTenants next = tenants(new Halts(home.state()))) {
            RunningTenant acme = next.find(ACME).orElseThrow();
            assertThat(acme.state()).isEqualTo("halted");
            assertThat(acme.haltedBecause().orElseThrow()).contains("bulkhead resume acme");
            assertThat(acme.whyNobodyIsSignedIn())
                    .contains("was halted", "bulkhead resume acme")
                    .doesNotContain("sign-in");
        }
    }

    @Test
    void whatIsResumedWithoutASignInIsSignedOutAndSaysSo() throws Exception {
        halting.halt(acme(), "test");
        halting.resume(ACME, "test");
        assertThat(acme().state()).isEqualTo("signed-out");
        assertThat(acme().haltedBecause()).isEmpty();
        assertThat(acme().whyNobodyIsSignedIn())
                .contains("bulkhead sign-in acme")
                .doesNotContain("resume");
    }

    @Test
    void whereTheRecordCannotBeReadEveryTenantIsHalted() throws Exception {
        halting.halt(acme(), "test");
        Files.writeString(home.state().resolve("halts.json"), "{\"v\":1,\"halted\":{\"ac");
        Halts next = new Halts(home.state());
        assertThat(next.reason(ACME)).isPresent();
        next.lift(ACME);
        next.keep();
        assertThat(new Halts(home.state()).reason(ACME)).isEmpty();
        assertThat(new Halts(home.state()).reason(new TenantId("globex"))).isPresent();
    }

    @Test
    void aResumeThatCannotBeRecordedDoesNotHappen() {
        halting.halt(acme(), "test");
        auditBroken = true;
        assertThatThrownBy(() -> halting.resume(ACME, "test")).hasMessage("the disk is full");
        assertThat(halting.isHalted(ACME)).isTrue();
    }
}
