package dev.bulkhead.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.egress.DesktopTrust;
import dev.bulkhead.daemon.identity.ProviderWire;
import dev.bulkhead.daemon.session.Peer;
import dev.bulkhead.daemon.signin.Halts;
import dev.bulkhead.daemon.signin.Leaving;
import dev.bulkhead.daemon.signin.Providers;
import dev.bulkhead.daemon.signin.SignInResult;
import dev.bulkhead.daemon.signin.SignIns;
import dev.bulkhead.daemon.signin.Vouchers;
import dev.bulkhead.daemon.signin.Vouching;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.vault.CheapVaults;
import dev.bulkhead.daemon.vault.Vaults;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gesture is proof in the process where the consultant proved, for that tenant and that sign-in, for a while: and nowhere else. */
class GestureTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId GLOBEX = new TenantId("globex");
    private static final Instant STARTED = Instant.parse("2026-11-20T09:00:00Z");
    private static final Peer WINDOW = peer(500, STARTED);
    private static final Duration IDLE_LOCK = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private final AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-11-20T10:00:00Z"));
    private final AtomicLong elapsed = new AtomicLong(1);
    private final Set<Peer> belowAHost = new HashSet<>();
    private final Vaults vaults = CheapVaults.create();
    private BulkheadHome home;
    private SignIns signIns;
    private Proof proof;

    private static Peer peer(long pid, Instant started) {
        return new Peer(new Peer.Identity(pid, started, "/opt/jdk/bin/java"), List.of());
    }

    @BeforeEach
    void theWindowSignsIn() throws Exception {
        home = BulkheadHome.of(Map.of("BULKHEAD_HOME", folder.resolve("home").toString()));
        home.create();
        signIns = new SignIns(
                vaults,
                home::vault,
                new Halts(home.state()),
                events::add,
                Vouching.BY_PASSPHRASE,
                wall::get,
                elapsed::get);
        proof = new Proof(
                belowAHost::contains,
                signIns,
                new Gestures(wall::get, elapsed::get),
                new Providers(
                        new Vouchers(tenant -> Optional.empty()),
                        signIns,
                        new ProviderWire(() -> DesktopTrust.ofThisDesktop().origins()),
                        events::add,
                        wall::get,
                        elapsed::get),
                events::add,
                wall::get);
        vaults.create(home.vault(ACME), ACME, passphrase());
        signIn(WINDOW, ACME);
    }

    @AfterEach
    void close() throws Exception {
        signIns.close();
    }

    private static SecretBytes passphrase() {
        return SecretBytes.takeOver("passphrase".getBytes(StandardCharsets.UTF_8));
    }

    private static Request request(Peer peer, SecretBytes... secrets) {
        return new Request(1, "approvals.approve", Reply.JSON.createObjectNode(), List.of(secrets), peer);
    }

    private void signIn(Peer peer, TenantId tenant) throws Exception {
        SignInResult result = signIns.signIn(tenant, passphrase(), peer.describe());
        proof.proved(request(peer), ((SignInResult.SignedIn) result).signIn());
    }

    private void counts(Peer peer, TenantId tenant) {
        assertThatCode(() -> proof.requireGesture(request(peer), tenant, IDLE_LOCK))
                .doesNotThrowAnyException();
    }

    private void refused(Peer peer, TenantId tenant, String why) {
        events.clear();
        assertThatThrownBy(() -> proof.requireGesture(request(peer), tenant, IDLE_LOCK))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining(why);
        assertThat(events).hasSize(1).allSatisfy(row -> {
            assertThat(row.type()).isEqualTo(EventType.CONTROL_REFUSED);
            assertThat(row.tenant()).isEqualTo(tenant);
        });
    }

    private void passes(Duration byWall, Duration byElapsed) {
        wall.updateAndGet(now -> now.plus(byWall));
        elapsed.addAndGet(byElapsed.toNanos());
    }

    @Test
    void inTheProcessThatProvedItCounts() {
        counts(WINDOW, ACME);
        counts(WINDOW, ACME);
    }

    @Test
    void inAnotherProcessItDoesNot() {
        refused(peer(501, STARTED), ACME, "not in this process");
    }

    @Test
    void inAProcessThatGotTheSameNumberLaterItDoesNot() {
        refused(peer(500, STARTED.plusSeconds(1)), ACME, "not in this process");
    }

    @Test
    void inAProcessWhoseStartTheKernelDoesNotTellItNeverDoes() throws Exception {
        Peer unknown = peer(500, Instant.EPOCH);
        signIn(unknown, ACME);
        refused(unknown, ACME, "not in this process");
    }

    @Test
    void forAnotherTenantItDoesNot() throws Exception {
        vaults.create(home.vault(GLOBEX), GLOBEX, passphrase());
        signIn(peer(600, STARTED), GLOBEX);
        refused(WINDOW, GLOBEX, "not in this process");
        counts(peer(600, STARTED), GLOBEX);
    }

    @Test
    void afterEachEndOfTheSignInItDoesNotUntilThePassphraseWasTypedAgain() throws Exception {
        for (Leaving end : List.of(
                Leaving.SIGNED_OUT,
                new Leaving(Leaving.Kind.LOCK, "no call came for 10m"),
                new Leaving(Leaving.Kind.ALERT, "alert a-1"),
                Leaving.HALTED)) {
            counts(WINDOW, ACME);
            signIns.leave(ACME, end, "test");
            refused(WINDOW, ACME, "nobody is signed in");
            signIn(peer(700, STARTED), ACME);
            refused(WINDOW, ACME, "not in this process");
            signIn(WINDOW, ACME);
        }
    }

    @Test
    void afterTheIdleLocksTimeItDoesNotByWhicheverClockSaysMore() throws Exception {
        passes(IDLE_LOCK.minusSeconds(1), IDLE_LOCK.minusSeconds(1));
        counts(WINDOW, ACME);
        passes(Duration.ofSeconds(1), Duration.ZERO);
        refused(WINDOW, ACME, "too long ago");
        signIn(WINDOW, ACME);
        passes(Duration.ofDays(-1), IDLE_LOCK);
        refused(WINDOW, ACME, "too long ago");
    }

    @Test
    void anyProofByPassphraseBeginsTheTimeAnew() throws Exception {
        passes(IDLE_LOCK, IDLE_LOCK);
        refused(WINDOW, ACME, "too long ago");
        proof.require(request(WINDOW, passphrase()), ACME);
        counts(WINDOW, ACME);
    }

    @Test
    void aWrongPassphraseBeginsNothing() throws Exception {
        Peer other = peer(800, STARTED);
        SecretBytes wrong = SecretBytes.takeOver("wrong".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> proof.require(request(other, wrong), ACME)).isInstanceOf(ControlException.class);
        refused(other, ACME, "not in this process");
    }

    @Test
    void belowAHostItNeverDoes() {
        belowAHost.add(WINDOW);
        refused(WINDOW, ACME, "an agent cannot approve itself");
        belowAHost.clear();
        counts(WINDOW, ACME);
    }

    @Test
    void onlySoManyProcessesAreRememberedTheLatestOnes() {
        for (int i = 0; i < 100; i++) {
            proof.proved(request(peer(1_000 + i, STARTED)), signIns.live(ACME).orElseThrow());
        }
        counts(peer(1_099, STARTED), ACME);
        refused(WINDOW, ACME, "not in this process");
    }
}
