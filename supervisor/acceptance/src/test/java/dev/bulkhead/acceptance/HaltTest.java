package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static dev.bulkhead.acceptance.Agency.type;
import static dev.bulkhead.acceptance.HostSession.isNotification;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One tenant is stopped at once, whatever it is doing, and the others do not notice. */
class HaltTest {
    private static final Path PATIENT = Path.of("src/test/servers/patient.py").toAbsolutePath();
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(20);

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme", "globex");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    /** Whatever an earlier test has halted goes on. */
    @BeforeEach
    void resume() throws Exception {
        for (String tenant : List.of("acme", "globex")) {
            if (agency.bulkhead().status(tenant).path("state").asText().equals("halted")) {
                Await.until(
                        "a delay after a wrong passphrase is over",
                        SOON,
                        () -> agency.bulkhead()
                                        .runWith(passphrase(tenant) + "\n", "resume", tenant, "--passphrase-stdin")
                                        .exit()
                                == 0);
            }
        }
    }

    private long busy(HostSession host, String tenant) throws IOException {
        if (!agency.bulkhead().ok("server", "list", tenant).contains("patient")) {
            agency.addServer(tenant, "patient", List.of(), List.of("/usr/bin/python3", PATIENT.toString()));
        }
        Await.until("the server is there", SOON, () -> host.tools().contains("patient__wait"));
        long call =
                host.post("tools/call", Json.object("name", "patient__wait", "arguments", Json.object("seconds", 60)));
        Await.until(
                "it is in flight",
                SOON,
                () -> agency.bulkhead().status(tenant).path("state").asText().equals("busy"));
        return call;
    }

    private List<Path> namespaces(String tenant) throws IOException {
        List<Long> pids = new ArrayList<>();
        pids.add(agency.bulkhead().status(tenant).path("pid").asLong());
        for (JsonNode server : agency.bulkhead().servers(tenant)) {
            server.path("pids").forEach(pid -> pids.add(pid.asLong()));
        }
        List<Path> namespaces = new ArrayList<>();
        for (long pid : pids) {
            namespaces.add(Processes.pidNamespace(pid));
        }
        return namespaces;
    }

    @Test
    void aBusyTenantIsGoneWithinASecondAndItsNeighbourWorksOn() throws Exception {
        String token = agency.token("acme");
        try (HostSession host = agency.host("acme");
                HostSession neighbour = agency.host("globex")) {
            long inFlight = busy(host, "acme");
            List<Path> namespaces = namespaces("acme");
            assertThat(namespaces).hasSize(2);
            JsonNode halted =
                    agency.bulkhead().json("halt", "acme").path("halted").get(0);
            assertThat(Processes.inNamespaces(namespaces)).isEmpty();
            assertThat(halted.path("elapsedMillis").asLong()).isBetween(1L, 1000L);
            assertThat(halted.path("survivors").asInt()).isZero();
            assertThat(halted.path("calls").asInt()).isEqualTo(1);
            assertThat(halted.path("processes").asInt()).isGreaterThanOrEqualTo(4);
            assertThat(host.await("the call's end", A_SECOND, HostSession.isAnswerTo(inFlight))
                            .path("error")
                            .path("message")
                            .asText())
                    .contains("the consultant has halted it");
            host.await("the tools have changed", A_SECOND, isNotification("notifications/tools/list_changed"));
            assertThat(host.tools()).containsExactly("sign_in_status");
            assertThat(host.call("sign_in_status").toString()).contains("bulkhead resume acme");
            assertThat(neighbour.call("list_files").has("result")).isTrue();
            assertThat(agency.bulkhead().status("acme").path("state").asText()).isEqualTo("halted");
        }
        try (HostSession byToken = agency.bulkhead().host("acme").token(token).open()) {
            assertThat(byToken.exitCode(SOON)).isEqualTo(1);
        }
        assertThat(agency.audit("acme", type("tenant_halted")))
                .allMatch(row -> row.path("sealed").asBoolean());
        JsonNode row = agency.unsealed("acme", type("tenant_halted")).getLast();
        assertThat(row.path("detail").asText())
                .matches("in \\d+ ms; calls in flight: 1; processes ended: \\d+; survivors: 0");
    }

    @Test
    @Tag("long")
    void nobodySignsInBeforeItIsResumedAlsoAfterARestart() throws Exception {
        int resumed = agency.audit("acme", type("tenant_resumed")).size();
        agency.bulkhead().ok("halt", "acme");
        agency.bulkhead().ok("stop");
        assertThat(agency.bulkhead().status("acme").path("state").asText())
                .as("while no supervisor runs")
                .isEqualTo("halted");
        assertThat(agency.bulkhead().ok("status")).contains("bulkhead resume acme");
        Result refused = agency.bulkhead().runWith(passphrase("acme") + "\n", "sign-in", "acme", "--passphrase-stdin");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("was halted", "bulkhead resume acme");
        assertThat(agency.bulkhead().status("acme").path("state").asText()).isEqualTo("halted");
        try (HostSession host = agency.host("acme")) {
            assertThat(host.call("sign_in_status").toString())
                    .contains("bulkhead resume acme")
                    .doesNotContain("bulkhead sign-in");
        }
        assertThat(agency.bulkhead()
                        .runWith("not it\n", "resume", "acme", "--passphrase-stdin")
                        .exit())
                .isEqualTo(1);
        Await.until(
                "the delay after a wrong passphrase is over",
                SOON,
                () -> agency.bulkhead()
                                .runWith(passphrase("acme") + "\n", "resume", "acme", "--passphrase-stdin")
                                .exit()
                        == 0);
        agency.signIn("globex");
        try (HostSession host = agency.host("acme")) {
            assertThat(host.tools()).contains("read_file");
        }
        assertThat(agency.audit("acme", type("tenant_resumed"))).hasSize(resumed + 1);
    }

    @Test
    void anAgentMayHaltAndCannotResume() throws Exception {
        try (HostSession host =
                agency.bulkhead().host("globex").asChildOfThisProcess().openInitialized()) {
            agency.bulkhead().ok("halt", "acme");
            Result refused =
                    agency.bulkhead().runWith(passphrase("acme") + "\n", "resume", "acme", "--passphrase-stdin");
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("an agent cannot approve itself");
        }
        assertThat(agency.bulkhead().status("acme").path("state").asText()).isEqualTo("halted");
    }

    @Test
    void allAreResumedBothThoseBeforeAndThoseAfterOneThatIsRefused() throws Exception {
        agency.bulkhead().ok("halt", "--all");
        Result some = resumeAll("acme");
        assertThat(some.exit()).isEqualTo(1);
        assertThat(some.err()).contains("globex was not resumed").doesNotContain("acme");
        JsonNode told = Json.read(some.out());
        assertThat(told).hasSize(2);
        assertThat(told.at("/0/signedIn").asBoolean()).isTrue();
        assertThat(told.at("/1/tenant").asText()).isEqualTo("globex");
        assertThat(told.at("/1/error").asText()).contains("wrong");
        agency.bulkhead().ok("halt", "acme");
        Await.until(
                "the delay after a wrong passphrase is over",
                SOON,
                () -> Json.read(resumeAll("globex").out()).at("/1/signedIn").asBoolean());
        resume();
        Result none = resumeAll("acme");
        assertThat(none.exit()).isZero();
        assertThat(Json.read(none.out())).isEmpty();
    }

    private static Result resumeAll(String withThePassphraseOf) throws IOException {
        return agency.bulkhead()
                .runWith(passphrase(withThePassphraseOf) + "\n", "resume", "--all", "--json", "--passphrase-stdin");
    }

    @Test
    void aTenantServerThatIsWedgedIsHaltedAsQuickly() throws Exception {
        try (HostSession host = agency.host("acme")) {
            long inFlight = busy(host, "acme");
            int started = agency.audit("acme", type("tool_call_started")).size();
            List<Path> namespaces = namespaces("acme");
            for (long pid : Processes.inNamespaces(namespaces)) {
                Processes.signal("STOP", pid);
            }
            // More than its pipe holds, so that whoever writes to it waits; the host itself is not held up.
            String much = "x".repeat(1 << 20);
            host.post(
                    "tools/call",
                    Json.object("name", "write_file", "arguments", Json.object("path", "a", "content", much)));
            Await.until(
                    "it is on its way",
                    SOON,
                    () -> agency.audit("acme", type("tool_call_started")).size() == started + 1);
            JsonNode halted =
                    agency.bulkhead().json("halt", "acme").path("halted").get(0);
            assertThat(halted.path("survivors").asInt()).isZero();
            assertThat(halted.path("elapsedMillis").asLong()).isLessThan(1000);
            assertThat(Processes.inNamespaces(namespaces)).isEmpty();
            assertThat(host.await("the call's end", A_SECOND, HostSession.isAnswerTo(inFlight))
                            .has("error"))
                    .isTrue();
        }
    }

    @Test
    @Tag("long")
    void allAreHaltedTogetherAndAtOnce() throws Exception {
        try (HostSession acme = agency.host("acme");
                HostSession globex = agency.host("globex")) {
            busy(acme, "acme");
            busy(globex, "globex");
            JsonNode halted = agency.bulkhead().json("halt", "--all").path("halted");
            assertThat(halted).hasSize(2).allMatch(one -> one.path("survivors").asInt() == 0);
            assertThat(acme.tools()).containsExactly("sign_in_status");
            assertThat(globex.tools()).containsExactly("sign_in_status");
        }
    }
}
