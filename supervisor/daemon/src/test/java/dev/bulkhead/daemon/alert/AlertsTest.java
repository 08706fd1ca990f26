package dev.bulkhead.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.tenant.AlertRule;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventTee;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.SettingsParser;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.testing.Await;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done about what the rules find, with an audit, clocks and a response that a test can turn. */
class AlertsTest {
    private static final TenantId ACME = Trace.ACME;
    private static final TenantId GLOBEX = new TenantId("globex");

    @TempDir
    Path state;

    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final Map<TenantId, TenantSettings> settings = new ConcurrentHashMap<>();
    private volatile Instant now = Instant.parse("2026-11-20T10:00:00Z");
    private volatile boolean isLive = true;
    private volatile boolean auditBroken;
    private EventTee tee;
    private Alerts alerts;

    @BeforeEach
    void begin() throws Exception {
        settings(ACME, "");
        settings(GLOBEX, "");
        open();
        for (TenantId tenant : List.of(ACME, GLOBEX)) {
            tee.record(event(tenant, EventType.TENANT_ADDED, ResultStatus.SUCCESS));
        }
        settings.forEach(alerts::changed);
    }

    private void open() {
        tee = new EventTee(this::record);
        Response response = new Response() {
            @Override
            public boolean isLive(TenantId tenant) {
                return isLive;
            }

            @Override
            public void suspend(TenantId tenant, String why) {
                done.add("suspend " + tenant + ": " + why);
            }

            @Override
            public void halt(TenantId tenant) {
                done.add("halt " + tenant);
            }
        };
        alerts = new Alerts(
                this::record,
                tenant -> Optional.ofNullable(settings.get(tenant)),
                response,
                state,
                () -> now,
                ZoneOffset.UTC,
                new Random(7));
        alerts.follow(tee);
    }

    @AfterEach
    void close() {
        alerts.close();
    }

    private void restart() {
        alerts.close();
        open();
        settings.forEach(alerts::changed);
    }

    private void record(AuditEvent event) throws IOException {
        if (auditBroken) {
            throw new IOException("the disk is full");
        }
        events.add(event);
    }

    private void settings(TenantId tenant, String more) throws Exception {
        String yaml = "version: 1\ntenant: " + tenant + "\n" + more + "\n";
        settings.put(
                tenant,
                new SettingsParser(Path.of("/home/ada"))
                        .parse(tenant + ".yaml", yaml.getBytes(StandardCharsets.UTF_8)));
    }

    private AuditEvent event(TenantId tenant, EventType type, ResultStatus status) {
        return Trace.event(tenant, now, type, status, null, 0, "jti");
    }

    private void refuse(TenantId tenant, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            tee.record(Trace.refused(tenant, now));
        }
    }

    private void call(String tool) throws IOException {
        for (AuditEvent row : Trace.call(now, tool, 10)) {
            tee.record(row);
        }
    }

    private void pass(Duration span) {
        now = now.plus(span);
    }

    private List<Alert> settledAlerts() {
        restart();
        return alerts.list(Optional.empty());
    }

    private List<AuditEvent> rows(EventType type) {
        return events.stream().filter(event -> event.type() == type).toList();
    }

    @Test
    void fiveRefusedCallsWithinAMinuteSuspendTheirTenantAndNoOther() throws Exception {
        refuse(GLOBEX, 4);
        refuse(ACME, 5);
        long refused = System.nanoTime();
        Await.until("it is suspended", () -> !done.isEmpty());
        assertThat(System.nanoTime() - refused)
                .isLessThan(Duration.ofMillis(100).toNanos());
        Await.until("it is recorded", () -> !rows(EventType.ALERT_RAISED).isEmpty());
        Alert alert = settledAlerts().getFirst();
        assertThat(done)
                .singleElement()
                .asString()
                .isEqualTo("suspend acme: alert " + alert.id()
                        + ", denied-burst: 5 calls were refused within 60 s, the last of 'crm__delete_contact'");
        assertThat(alert.done()).isEqualTo("suspended");
        assertThat(rows(EventType.ALERT_RAISED)).singleElement().satisfies(row -> {
            assertThat(row.tenant()).isEqualTo(ACME);
            assertThat(row.detail())
                    .startsWith(alert.id() + ", denied-burst: 5 calls")
                    .endsWith("; suspended");
        });
    }

    @Test
    void whatIsLimitedOrRefusedByTheLobbyOrSlowlyIsNoBurst() throws Exception {
        for (int i = 0; i < 20; i++) {
            tee.record(Trace.event(ACME, now, EventType.TOOL_CALL, ResultStatus.LIMITED, "x", 0, "jti"));
            tee.record(Trace.event(ACME, now, EventType.TOOL_CALL, ResultStatus.DENIED, "x", 0, null));
        }
        for (int i = 0; i < 20; i++) {
            refuse(ACME, 1);
            pass(Duration.ofSeconds(16));
        }
        assertThat(settledAlerts()).isEmpty();
        assertThat(done).isEmpty();
    }

    @Test
    void whatTheConsultantRefusesIsNoBurst() throws Exception {
        for (int i = 0; i < 20; i++) {
            String tool = "crm__delete_contact";
            tee.record(Trace.event(ACME, now, EventType.TOOL_CALL_STARTED, ResultStatus.STARTED, tool, 0, "jti"));
            tee.record(Trace.refused(ACME, now));
        }
        assertThat(settledAlerts()).isEmpty();
        refuse(ACME, 5);
        Await.until("what the rules refuse is one", () -> !done.isEmpty());
    }

    @Test
    void aProbeFromASessionSuspendsItsTenantAndIsANoticeWhereNobodyIsSignedIn() throws Exception {
        tee.record(probe("s-1"));
        Await.until("it is suspended", () -> done.size() == 1);
        isLive = false;
        pass(Duration.ofMinutes(2));
        tee.record(probe("s-1"));
        assertThat(settledAlerts())
                .extracting(Alert::done)
                .containsExactly("suspended", "noticed, since nobody is signed in");
        assertThat(done).hasSize(1);
    }

    @Test
    void whoBringsAnotherTenantsTokenToADoorDoesNotLockWhoLivesThere() throws Exception {
        tee.record(probe(null));
        assertThat(settledAlerts()).extracting(Alert::rule).containsExactly("cross-tenant-probe");
        assertThat(done).isEmpty();
    }

    private AuditEvent probe(@Nullable String session) {
        return AuditEvent.of(now, ACME, EventType.CROSS_TENANT_PROBE, ResultStatus.DENIED, session, null, null);
    }

    @Test
    void theSameOverAndOverIsToldOnceAMinute() throws Exception {
        for (int i = 0; i < 500; i++) {
            tee.record(event(ACME, EventType.LEAK_ATTEMPT, ResultStatus.DENIED));
        }
        pass(Duration.ofMinutes(2));
        tee.record(event(ACME, EventType.LEAK_ATTEMPT, ResultStatus.DENIED));
        assertThat(settledAlerts()).extracting(Alert::rule).containsExactly("leak-attempt", "leak-attempt");
    }

    @Test
    void aSuspensionWaitsForNoAuditAndIsRecordedOnceThatWorks() throws Exception {
        for (int i = 0; i < 4; i++) {
            refuse(ACME, 1);
        }
        AuditEvent fifth = Trace.refused(ACME, now);
        auditBroken = true;
        alerts.recorded(fifth);
        Await.until("it is suspended", () -> !done.isEmpty());
        assertThat(rows(EventType.ALERT_RAISED)).isEmpty();
        auditBroken = false;
        restart();
        assertThat(rows(EventType.ALERT_RAISED)).hasSize(1);
    }

    @Test
    void aChainThatDoesNotVerifyHalts() {
        alerts.chainFailed(GLOBEX, "row 7 was changed");
        Await.until("it is halted", () -> done.contains("halt globex"));
        assertThat(settledAlerts()).singleElement().satisfies(alert -> {
            assertThat(alert.rule()).isEqualTo("chain-failure");
            assertThat(alert.what()).isEqualTo("row 7 was changed");
        });
    }

    @Test
    void aRuleThatIsSwitchedOffSaysNothing() throws Exception {
        settings(ACME, "alerts: { denied-burst: { action: off }, cross-tenant-probe: { action: notify } }");
        refuse(ACME, 50);
        tee.record(event(ACME, EventType.CROSS_TENANT_PROBE, ResultStatus.DENIED));
        assertThat(settledAlerts()).extracting(Alert::rule).containsExactly("cross-tenant-probe");
        assertThat(done).isEmpty();
    }

    @Test
    void aToolIsAskedAboutTheFirstTimeOnceLearningIsOver() throws Exception {
        call("read_file");
        assertThat(alerts.asksFirst(ACME, "crm__export")).isEmpty();
        pass(Duration.ofDays(14));
        assertThat(alerts.asksFirst(ACME, "read_file")).isEmpty();
        assertThat(alerts.asksFirst(ACME, "crm__export")).isPresent();
        restart();
        assertThat(alerts.asksFirst(ACME, "crm__export")).isPresent();
        refuse(ACME, 1);
        assertThat(alerts.asksFirst(ACME, "crm__delete_contact"))
                .as("a refused call teaches nothing")
                .isPresent();
        call("crm__export");
        assertThat(alerts.asksFirst(ACME, "crm__export")).isEmpty();
        assertThat(settledAlerts()).extracting(Alert::done).containsOnly("asked");
    }

    /** The answer goes to the host first, and what follows from the row comes after it. */
    @Test
    void aToolIsKnownToWhoeverHasTheAnswerToItsFirstCall() throws Exception {
        pass(Duration.ofDays(15));
        List<AuditEvent> rows = Trace.call(now, "crm__export", 10);
        tee.record(rows.getFirst());
        Runnable rest = tee.commit(rows.getLast());
        assertThat(alerts.asksFirst(ACME, "crm__export")).isEmpty();
        rest.run();
        assertThat(settledAlerts()).isEmpty();
    }

    @Test
    void alertsOutliveTheSupervisorUntilSomebodySaysWhatCameOfThem() throws Exception {
        tee.record(event(ACME, EventType.LEAK_ATTEMPT, ResultStatus.DENIED));
        restart();
        Alert alert = alerts.list(Optional.of(ACME)).getFirst();
        assertThat(alerts.open(ACME)).isEqualTo(1);
        assertThat(alerts.open(GLOBEX)).isZero();
        assertThatThrownBy(() -> alerts.acknowledge(alert, "ada", " ")).isInstanceOf(IllegalArgumentException.class);
        auditBroken = true;
        assertThatThrownBy(() -> alerts.acknowledge(alert, "ada", "a test of ours"))
                .isInstanceOf(IOException.class);
        auditBroken = false;
        assertThat(alerts.open(ACME)).isEqualTo(1);
        assertThat(alerts.acknowledge(alert, "ada", "a test of ours")).isTrue();
        assertThat(alerts.acknowledge(alert, "bob", "me too")).isFalse();
        restart();
        assertThat(alerts.open(ACME)).isZero();
        assertThat(alerts.list(Optional.of(ACME))
                        .getFirst()
                        .acknowledged()
                        .orElseThrow()
                        .reason())
                .isEqualTo("a test of ours");
        assertThat(rows(EventType.ALERT_ACKNOWLEDGED)).singleElement().satisfies(row -> {
            assertThat(row.peer()).isEqualTo("ada");
            assertThat(row.detail()).isEqualTo(alert.id() + ", leak-attempt: a test of ours");
        });
    }

    @Test
    void whatIsSpoiltOrRemovedIsLearnedAnewAndTold() throws Exception {
        alerts.close();
        Path file = state.resolve("alerts").resolve("acme.json");
        Files.writeString(file, Files.readString(file).replace("since", "sinze"));
        Files.delete(state.resolve("alerts").resolve("globex.json"));
        open();
        settings.forEach(alerts::changed);
        restart();
        assertThat(rows(EventType.ALERT_STATE_LOST))
                .extracting(AuditEvent::tenant)
                .containsExactlyInAnyOrder(ACME, GLOBEX);
        pass(Duration.ofDays(13));
        assertThat(alerts.asksFirst(ACME, "anything")).isEmpty();
    }

    @Test
    void anErasedTenantsLastRowsDoNotBringItsFileBack() throws Exception {
        restart();
        settings.remove(ACME);
        alerts.removed(ACME);
        alerts.erase(ACME);
        tee.record(event(ACME, EventType.LEAK_ATTEMPT, ResultStatus.DENIED));
        restart();
        assertThat(state.resolve("alerts").resolve("acme.json")).doesNotExist();
        assertThat(state.resolve("alerts").resolve("globex.json")).exists();
    }

    @Test
    void aThousandAreKeptAndThoseThatWereAcknowledgedGoFirst() {
        TenantAlerts many = TenantAlerts.fresh(ACME, now, ZoneOffset.UTC);
        AlertRule rule = AlertRule.Kind.RATE.byDefault();
        for (int i = 0; i < TenantAlerts.MOST_ALERTS; i++) {
            many.raise("a-" + i, new Finding(ACME, rule, now, "number " + i), "noticed");
        }
        many.acknowledge("a-500", new Alert.Acknowledgement(now, "ada", "seen"));
        many.raise("a-new", new Finding(ACME, rule, now, "one more"), "noticed");
        assertThat(many.all()).hasSize(TenantAlerts.MOST_ALERTS);
        assertThat(many.all()).extracting(Alert::id).contains("a-0", "a-new").doesNotContain("a-500");
        many.raise("a-newer", new Finding(ACME, rule, now, "one more"), "noticed");
        assertThat(many.all()).extracting(Alert::id).doesNotContain("a-0");
    }
}
