package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static dev.bulkhead.acceptance.Agency.type;
import static dev.bulkhead.acceptance.HostSession.isNotification;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The active workspace: what a host without a tenant of its own works in, and what a switch leaves behind. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SwitchTest {
    private static final String LIST_CHANGED = "notifications/tools/list_changed";
    private static final Path PATIENT = Path.of("src/test/servers/patient.py").toAbsolutePath();
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Two clients whose connections stay with them, and two whose connections go over. */
    private static final List<String> TENANTS = List.of("acme", "globex", "north", "south");

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo(TENANTS.toArray(String[]::new));
        for (String tenant : TENANTS) {
            Files.writeString(agency.workspace(tenant).resolve("whose.txt"), "of " + tenant);
        }
        follow("north");
        follow("south");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    private static void follow(String tenant) throws Exception {
        Files.writeString(
                agency.settings(tenant),
                Files.readString(agency.settings(tenant))
                        .replace("session: {", "session: { switching: follow,")
                        .replace("session:\n", "session:\n  switching: follow\n"));
        Await.until(
                "the change waits",
                SOON,
                () -> agency.bulkhead().shown(tenant).toString().contains("session.switching"));
        agency.bulkhead().confirm(tenant, passphrase(tenant));
    }

    private String whose(HostSession host) throws IOException {
        return host.call("read_file", "path", "whose.txt").toString();
    }

    @Test
    @Order(1)
    void withoutAnActiveWorkspaceThereIsNoSession() throws Exception {
        try (HostSession host = agency.bulkhead().host("").open()) {
            assertThat(host.exitCode(SOON)).isEqualTo(1);
            assertThat(host.stderr()).contains("bulkhead switch");
        }
        assertThat(agency.bulkhead().json("switch").path("active").isNull()).isTrue();
    }

    @Test
    @Tag("long")
    void aHostThatAsksForNoTenantGetsTheActiveOneAlsoAfterARestart() throws Exception {
        agency.bulkhead().ok("switch", "globex");
        agency.bulkhead().ok("stop");
        for (String tenant : TENANTS) {
            agency.signIn(tenant);
        }
        assertThat(agency.bulkhead().json("switch").path("active").asText()).isEqualTo("globex");
        try (HostSession host = agency.host("")) {
            assertThat(whose(host)).contains("of globex");
        }
    }

    @Test
    void byDefaultAConnectionFallsIntoTheLobbyAndComesBackWithItsOwnTenant() throws Exception {
        agency.bulkhead().ok("switch", "acme");
        try (HostSession host = agency.host("")) {
            assertThat(whose(host)).contains("of acme");
            JsonNode switched = agency.bulkhead().json("switch", "globex");
            assertThat(switched.path("inLobby").asInt()).isEqualTo(1);
            assertThat(switched.path("moved").asInt()).isZero();
            host.await("the tools have changed", A_SECOND, isNotification(LIST_CHANGED));
            assertThat(host.tools()).containsExactly("sign_in_status");
            assertThat(host.call("read_file", "path", "whose.txt").has("error")).isTrue();
            assertThat(host.call("sign_in_status").toString())
                    .contains("bulkhead switch acme")
                    .doesNotContain("globex", "Globex");
            try (HostSession fresh = agency.host("")) {
                assertThat(whose(fresh)).contains("of globex");
            }
            agency.bulkhead().ok("switch", "acme");
            host.await("the tools are back", A_SECOND, isNotification(LIST_CHANGED));
            assertThat(whose(host)).contains("of acme");
        }
    }

    @Test
    @Tag("long")
    void aHostWithATenantOfItsOwnStaysWithIt() throws Exception {
        agency.bulkhead().ok("switch", "acme");
        try (HostSession host = agency.host("acme")) {
            agency.bulkhead().ok("switch", "globex");
            assertThat(whose(host)).contains("of acme");
        }
    }

    @Test
    void whereBothTenantsSaySoTheConnectionGoesOver() throws Exception {
        int left = agency.audit("north", type("workspace_left")).size();
        int entered = agency.audit("south", type("workspace_entered")).size();
        agency.addServer("north", "patient", List.of(), List.of("/usr/bin/python3", PATIENT.toString()));
        agency.bulkhead().ok("switch", "north");
        try (HostSession host = agency.host("")) {
            assertThat(whose(host)).contains("of north");
            Await.until("the server is there", SOON, () -> host.tools().contains("patient__wait"));
            long inFlight = host.post(
                    "tools/call", Json.object("name", "patient__wait", "arguments", Json.object("seconds", 30)));
            Await.until(
                    "the call is in flight",
                    SOON,
                    () -> agency.bulkhead()
                            .status("north")
                            .path("state")
                            .asText()
                            .equals("busy"));
            JsonNode switched = agency.bulkhead().json("switch", "south");
            assertThat(switched.path("moved").asInt()).isEqualTo(1);
            assertThat(switched.path("elapsedMillis").asLong()).isLessThan(1000);
            JsonNode cancelled = host.await("the call's end", A_SECOND, HostSession.isAnswerTo(inFlight));
            assertThat(cancelled.path("error").path("message").asText())
                    .contains("tenant 'north'", "another client")
                    .doesNotContain("south");
            host.await("the tools have changed", A_SECOND, isNotification(LIST_CHANGED));
            assertThat(host.tools()).contains("read_file").doesNotContain("patient__wait", "sign_in_status");
            assertThat(whose(host)).contains("of south");
            assertThat(host.call("workspace_status").toString())
                    .contains("south")
                    .doesNotContain("north");
            assertThat(host.call("patient__wait", "seconds", 0)
                            .path("error")
                            .path("message")
                            .asText())
                    .isEqualTo("tenant 'south' is not authorised to call 'patient__wait'");
        }
        String north = agency.bulkhead().audit("north").toString();
        String south = agency.bulkhead().audit("south").toString();
        assertThat(agency.audit("north", type("workspace_left"))).hasSize(left + 1);
        assertThat(agency.audit("south", type("workspace_entered"))).hasSize(entered + 1);
        assertThat(agency.audit("north", type("tool_call")))
                .anyMatch(row -> row.path("result_status").asText().equals("cancelled"));
        assertThat(north).doesNotContain("south");
        assertThat(south).doesNotContain("north");
    }

    @Test
    void theFirstCallAfterwardsThatChangesSomethingAsksOnce() throws Exception {
        agency.bulkhead().ok("switch", "north");
        try (HostSession host = agency.host("")) {
            assertThat(host.call("write_file", "path", "a.txt", "content", "for north")
                            .has("result"))
                    .isTrue();
            agency.bulkhead().ok("switch", "south");
            assertThat(host.call("list_files").has("result")).isTrue();
            long held = host.post(
                    "tools/call",
                    Json.object(
                            "name", "write_file", "arguments", Map.of("path", "a.txt", "content", "for north again")));
            Await.until(
                    "the consultant is asked",
                    SOON,
                    () -> agency.bulkhead().pending().toString().contains("write_file"));
            assertThat(agency.workspace("south").resolve("a.txt")).doesNotExist();
            JsonNode question = agency.bulkhead().pending().get(0);
            assertThat(question.toString()).contains("after a switch of clients", "for north again", "south");
            agency.bulkhead()
                    .okWith(
                            passphrase("south") + "\n",
                            "approve",
                            question.path("id").asText(),
                            "--passphrase-stdin");
            assertThat(host.answer(held).has("result")).isTrue();
            assertThat(host.call("write_file", "path", "b.txt", "content", "on it goes")
                            .has("result"))
                    .isTrue();
        }
    }

    @Test
    @Tag("long")
    void whereOneTenantDoesNotSaySoItDoesNot() throws Exception {
        agency.bulkhead().ok("switch", "north");
        try (HostSession host = agency.host("")) {
            agency.bulkhead().ok("switch", "globex");
            host.await("the tools have changed", A_SECOND, isNotification(LIST_CHANGED));
            assertThat(host.tools()).containsExactly("sign_in_status");
        }
    }

    @Test
    @Tag("long")
    void aModernHostsSubscriptionGoesOverToo() throws Exception {
        agency.bulkhead().ok("switch", "north");
        try (HostSession host = agency.bulkhead().host("").open()) {
            host.post(
                    "listen-1",
                    "subscriptions/listen",
                    HostSession.modern("notifications", Map.of("toolsListChanged", true)));
            host.await("it is there", SOON, isNotification("notifications/subscriptions/acknowledged"));
            agency.bulkhead().ok("switch", "south");
            host.await("the tools have changed", A_SECOND, isNotification(LIST_CHANGED));
            assertThat(host.result("server/discover", HostSession.modern()).toString())
                    .contains("bulkhead-south");
        }
    }

    @Test
    void anAgentCannotSwitch() throws Exception {
        agency.bulkhead().ok("switch", "acme");
        try (HostSession host =
                agency.bulkhead().host("acme").asChildOfThisProcess().openInitialized()) {
            Result refused = agency.bulkhead().run("switch", "globex");
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("an agent cannot approve itself");
        }
        assertThat(agency.bulkhead().json("switch").path("active").asText()).isEqualTo("acme");
        assertThat(agency.audit("globex", type("control_refused"))).hasSize(1);
    }
}
