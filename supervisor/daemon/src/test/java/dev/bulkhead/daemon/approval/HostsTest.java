package dev.bulkhead.daemon.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.signin.Halts;
import dev.bulkhead.daemon.signin.SignIns;
import dev.bulkhead.daemon.signin.Vouching;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.SettingsParser;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.daemon.testing.Await;
import dev.bulkhead.daemon.vault.CheapVaults;
import dev.bulkhead.daemon.vault.Vaults;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gates over real processes and real vaults. */
@Timeout(60)
class HostsTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId GLOBEX = new TenantId("globex");
    private static final String ME = "9 /bin/bash";

    @TempDir
    Path folder;

    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private final Map<TenantId, TenantSettings> settings = new HashMap<>();
    private final RunningCopies running = new RunningCopies();
    private final AtomicInteger changes = new AtomicInteger();
    private long elapsed;
    private SignIns signIns;
    private Approvals approvals;
    private Hosts hosts;
    private Path file;
    private RunningProgram program;

    @BeforeEach
    void twoTenantsAndAHost() throws Exception {
        Vaults vaults = CheapVaults.create();
        signIns = new SignIns(
                vaults,
                tenant -> folder.resolve(tenant + ".vault.json"),
                new Halts(folder),
                events::add,
                Vouching.BY_PASSPHRASE,
                () -> Instant.EPOCH,
                () -> elapsed);
        for (TenantId tenant : List.of(ACME, GLOBEX)) {
            set(tenant, "hosts: { unknown: ask }");
            try (SecretBytes passphrase = passphrase()) {
                vaults.create(folder.resolve(tenant + ".vault.json"), tenant, passphrase);
            }
        }
        start();
        signIn(ACME);
        signIn(GLOBEX);
        file = RunningCopies.program(folder.toRealPath().resolve("host"), "one");
        program = running.start(file.toString(), "60");
    }

    private void start() {
        approvals = new Approvals(events::add, () -> Instant.EPOCH, () -> elapsed, new Random(1));
        KnownHosts known = new KnownHosts(
                folder.resolve("known-hosts.json"), HostSeal.byVault(signIns), () -> Instant.EPOCH, new Random(2));
        hosts = new Hosts(new Hosts.Parts(
                tenant -> Optional.ofNullable(settings.get(tenant)),
                signIns::live,
                known,
                approvals,
                new Executables(),
                events::add,
                () -> Instant.EPOCH,
                () -> elapsed));
        signIns.listen(hosts);
    }

    @AfterEach
    void end() throws Exception {
        running.close();
        signIns.close();
    }

    private static SecretBytes passphrase() {
        return SecretBytes.takeOver("a passphrase that is long".getBytes(StandardCharsets.UTF_8));
    }

    private void signIn(TenantId tenant) throws Exception {
        try (SecretBytes passphrase = passphrase()) {
            signIns.signIn(tenant, passphrase, ME);
        }
    }

    private void set(TenantId tenant, String yaml) throws Exception {
        settings.put(
                tenant,
                new SettingsParser(folder)
                        .parse(
                                tenant + ".yaml",
                                ("version: 1\ntenant: " + tenant + "\n" + yaml + "\n")
                                        .getBytes(StandardCharsets.UTF_8)));
    }

    private HostGate gate(TenantId tenant, RunningProgram host) {
        return gate(tenant, host, HostProcess.Standing.PARENT);
    }

    private HostGate gate(TenantId tenant, RunningProgram host, HostProcess.Standing standing) {
        return hosts.gate(
                tenant,
                "s-1",
                host.toString(),
                new HostProcess(host, List.of(program == null ? host : program), standing),
                changes::incrementAndGet);
    }

    /** The question that the gate asks, which it must ask. */
    private Question asked(HostGate gate) throws Exception {
        assertThat(gate.isOpen()).isFalse();
        Await.until("it asks", () -> gate.whyNot().contains("the consultant is asked"));
        assertThat(gate.isOpen()).isFalse();
        return approvals.pending().getLast();
    }

    private void give(Question question, Scope scope) throws Exception {
        assertThat(approvals.answer(question, new Answer.Given(scope, HostTools.ALL, ME)))
                .isTrue();
    }

    private void opens(HostGate gate) throws Exception {
        Await.until("it opens: " + gate.whyNot(), gate::isOpen);
        assertThat(approvals.pending()).isEmpty();
    }

    @Test
    void anUnknownHostWaitsInFrontAndTheConsultantSeesWhichItIs() throws Exception {
        HostGate gate = gate(ACME, program);
        Question question = asked(gate);
        assertThat(gate.whyNot()).contains(file.toString(), "not known", "bulkhead approve");
        assertThat(question.subject()).isInstanceOfSatisfying(Subject.Host.class, host -> {
            assertThat(host.identity().executable()).isEqualTo(file.toString());
            assertThat(host.process().parents()).isNotEmpty();
            assertThat(host.before()).isEmpty();
        });
        give(question, Scope.ONCE);
        opens(gate);
        asked(gate(ACME, program));
    }

    @Test
    void withAllowNobodyIsAsked() throws Exception {
        set(ACME, "hosts: { unknown: allow }");
        HostGate gate = gate(ACME, program);
        assertThat(gate.isOpen()).isTrue();
        set(ACME, "hosts: { unknown: ask }");
        asked(gate);
    }

    @Test
    void aConsentForTheSessionEndsWithTheSignInAndOpensWhatWaits() throws Exception {
        HostGate other = gate(ACME, program);
        asked(other);
        HostGate gate = gate(ACME, program);
        assertThat(gate.isOpen()).isFalse();
        Await.until("both ask", () -> approvals.pending().size() == 2);
        give(approvals.pending().getLast(), Scope.SESSION);
        opens(gate);
        opens(other);
        opens(gate(ACME, program));
        signIns.signOut(ACME, ME);
        assertThat(gate.isOpen()).isFalse();
        signIn(ACME);
        asked(gate);
    }

    @Test
    void aHostThatIsAlwaysKnownIsKnownAfterARestartAndToItsTenantAlone() throws Exception {
        give(asked(gate(ACME, program)), Scope.ALWAYS);
        assertThat(events).anyMatch(event -> event.type() == EventType.HOST_KNOWN);
        start();
        opens(gate(ACME, program));
        asked(gate(GLOBEX, program));
    }

    @Test
    void aChangedExecutableIsAskedAboutAgainAndSaysThatItChanged() throws Exception {
        give(asked(gate(ACME, program)), Scope.ALWAYS);
        RunningCopies.program(file, "two");
        opens(gate(ACME, program));
        HostGate gate = gate(ACME, running.start(file.toString(), "60"));
        Question question = asked(gate);
        assertThat(gate.whyNot()).contains("changed");
        assertThat(((Subject.Host) question.subject()).before()).isPresent();
        give(question, Scope.ALWAYS);
        assertThat(hosts.known(ACME)).hasSize(1);
    }

    @Test
    void theSameProgramElsewhereIsAnotherHostAndALinkToItIsNot() throws Exception {
        give(asked(gate(ACME, program)), Scope.ALWAYS);
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        opens(gate(ACME, running.start(link.toString(), "60")));
        Path copy = RunningCopies.program(folder.toRealPath().resolve("copy"), "one");
        asked(gate(ACME, running.start(copy.toString(), "60")));
    }

    @Test
    void aRevokedHostFallsBackAtOnceAndIsAskedAboutOnItsNextConnection() throws Exception {
        HostGate gate = gate(ACME, program);
        give(asked(gate), Scope.ALWAYS);
        opens(gate);
        int before = changes.get();
        String id = hosts.known(ACME).getFirst().id();
        assertThat(hosts.revoke(GLOBEX, id, ME)).isEmpty();
        assertThat(gate.isOpen()).isTrue();
        assertThat(hosts.revoke(ACME, id, ME)).isPresent();
        assertThat(gate.isOpen()).isFalse();
        assertThat(changes.get()).isGreaterThan(before);
        assertThat(events).anyMatch(event -> event.type() == EventType.HOST_REVOKED);
        assertThat(approvals.pending()).isEmpty();
        asked(gate(ACME, program));
    }

    @Test
    void aHostThatHasEndedIsRefused() throws Exception {
        running.endLast();
        HostGate gate = gate(ACME, program);
        assertThat(gate.isOpen()).isFalse();
        Await.until("it is refused", () -> gate.whyNot().contains("cannot be told"));
        assertThat(approvals.pending()).isEmpty();
        assertThat(events).anyMatch(event -> event.type() == EventType.CONNECTION_REFUSED);
    }

    @Test
    void aRefusedHostIsAskedAboutOnANewConnectionAndAfterThreeNotForAMinute() throws Exception {
        for (int i = 0; i < 3; i++) {
            HostGate gate = gate(ACME, program);
            Question question = asked(gate);
            approvals.answer(question, new Answer.Refused(Answer.Reach.ONCE, ME));
            assertThat(gate.isOpen()).isFalse();
            assertThat(gate.whyNot()).contains("refused");
            assertThat(approvals.pending()).isEmpty();
        }
        HostGate tiring = gate(ACME, program);
        assertThat(tiring.isOpen()).isFalse();
        Await.until("it is not asked", () -> tiring.whyNot().contains("in a minute"));
        assertThat(approvals.pending()).isEmpty();
        elapsed += Duration.ofMinutes(1).toNanos();
        asked(gate(ACME, program));
    }

    @Test
    void aHostThatIsRefusedForGoodIsNotAskedAboutUntilThatIsRevoked() throws Exception {
        approvals.answer(asked(gate(ACME, program)), new Answer.Refused(Answer.Reach.ALWAYS, ME));
        HostGate gate = gate(ACME, program);
        assertThat(gate.isOpen()).isFalse();
        Await.until("it is refused", () -> gate.whyNot().contains("for good"));
        assertThat(approvals.pending()).isEmpty();
        hosts.revoke(ACME, hosts.known(ACME).getFirst().id(), ME);
        asked(gate(ACME, program));
    }

    @Test
    void whoeverHasLetItsLauncherGoIsKnownForOneConnectionAtMost() throws Exception {
        Question question = asked(gate(ACME, program, HostProcess.Standing.LET_GO));
        assertThat(question.subject().scopes()).containsExactly(Scope.ONCE);
    }

    @Test
    void anEndedConnectionTakesItsQuestionBack() throws Exception {
        HostGate gate = gate(ACME, program);
        Question question = asked(gate);
        gate.close();
        assertThat(approvals.pending()).isEmpty();
        assertThat(approvals.answer(question, new Answer.Given(Scope.ALWAYS, HostTools.ALL, ME)))
                .isFalse();
        assertThat(hosts.known(ACME)).isEmpty();
        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void aForgedEntryIsTakenOutAndRecordedAtTheSignIn() throws Exception {
        give(asked(gate(ACME, program)), Scope.ALWAYS);
        signIns.signOut(ACME, ME);
        signIns.signOut(GLOBEX, ME);
        Path list = folder.resolve("known-hosts.json");
        Files.writeString(list, Files.readString(list).replace("\"acme\"", "\"globex\""));
        start();
        signIn(GLOBEX);
        assertThat(events)
                .anyMatch(event ->
                        event.type() == EventType.HOST_FORGED && event.tenant().equals(GLOBEX));
        asked(gate(GLOBEX, program));
    }

    @Test
    void aHostHasFewerToolsBySettingsAndByItsConsent() throws Exception {
        HostGate gate = gate(ACME, program);
        approvals.answer(asked(gate), new Answer.Given(Scope.ONCE, List.of(new ToolPattern("read_*")), ME));
        opens(gate);
        assertThat(gate.tools()).containsExactly(new ToolPattern("read_*"));
        set(ACME, "hosts: { unknown: ask, tools: { host: [ read_file, write_file ] } }");
        assertThat(gate.tools()).containsExactly(new ToolPattern("read_file"));
        set(ACME, "hosts: { unknown: ask, tools: { other: [ ] } }");
        assertThat(gate.tools()).containsExactly(new ToolPattern("read_*"));
    }
}
