package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.type;
import static dev.bulkhead.acceptance.HostSession.isNotification;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rules watch what is recorded: who goes too far is suspended, and nobody else; the consultant says what came of it. */
class AlertsTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme", "globex", "learns");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    private static JsonNode alerts(String tenant, String... more) throws IOException {
        String[] command = new String[2 + more.length];
        command[0] = "alerts";
        command[1] = tenant;
        System.arraycopy(more, 0, command, 2, more.length);
        return agency.bulkhead().json(command).path("alerts");
    }

    @Test
    void fiveRefusalsSuspendTheTenantAloneUntilTheConsultantSignsInAgain() throws Exception {
        String token = agency.token("acme");
        try (HostSession acme = agency.host("acme");
                HostSession globex = agency.host("globex")) {
            assertThat(acme.tools()).contains("read_file");
            for (int i = 0; i < 4; i++) {
                acme.call("crm__delete_account", "id", i);
                globex.call("crm__delete_account", "id", i);
            }
            assertThat(acme.call("list_files").has("result")).isTrue();
            long fifth = System.nanoTime();
            acme.call("crm__delete_account", "id", 5);
            acme.await("it is suspended", Duration.ofSeconds(1), isNotification("notifications/tools/list_changed"));
            assertThat(System.nanoTime() - fifth)
                    .isLessThan(Duration.ofSeconds(1).toNanos());
            assertThat(acme.tools()).containsExactly("sign_in_status");
            assertThat(acme.call("sign_in_status").toString())
                    .contains(
                            "it is suspended by alert a-",
                            "denied-burst: 5 calls were refused",
                            "bulkhead sign-in acme");
            JsonNode status = agency.bulkhead().status("acme");
            assertThat(status.path("state").asText()).isEqualTo("locked");
            assertThat(status.path("alerts").asInt()).isEqualTo(1);
            assertThat(status.path("suspended").asText()).contains("denied-burst");
            try (HostSession late = agency.bulkhead().host("acme").token(token).open()) {
                assertThat(late.exitCode(SOON)).isEqualTo(1);
            }
            assertThat(globex.call("list_files").has("result")).isTrue();
            assertThat(alerts("globex")).isEmpty();

            JsonNode alert = alerts("acme").path(0);
            String id = alert.path("id").asText();
            assertThat(alert.path("rule").asText()).isEqualTo("denied-burst");
            assertThat(alert.path("done").asText()).isEqualTo("suspended");
            assertThat(agency.audit("acme", type("alert_raised"))).hasSize(1);
            assertThat(agency.bulkhead().run("alerts", "acknowledge", id).exit())
                    .isEqualTo(2);
            agency.bulkhead().ok("alerts", "acknowledge", id, "--reason", "a test of ours");
            assertThat(alerts("acme")).isEmpty();
            assertThat(alerts("acme", "--all")
                            .path(0)
                            .at("/acknowledged/reason")
                            .asText())
                    .isEqualTo("a test of ours");
            assertThat(agency.audit("acme", type("alert_acknowledged"))).hasSize(1);

            agency.signIn("acme");
            assertThat(agency.audit("acme", type("alert_raised")))
                    .singleElement()
                    .matches(row -> row.path("detail").asText().startsWith(id), "unsealed, it names the alert");
            Await.until("its tools are back", SOON, () -> acme.tools().contains("read_file"));
            assertThat(acme.call("list_files").has("result")).isTrue();
            assertThat(agency.bulkhead().status("acme").has("suspended")).isFalse();
        }
    }

    /** Two weeks are shortened by a day that is written into the file of what is usual. */
    @Test
    void aToolThatWasNeverCalledWaitsForTheConsultantOnceItIsKnownWhatIsUsual() throws Exception {
        try (HostSession host = agency.host("learns")) {
            assertThat(host.call("list_files").has("result")).isTrue();
        }
        agency.bulkhead().ok("stop");
        Path file = agency.bulkhead().home().resolve("state/alerts/learns.json");
        ObjectNode kept = (ObjectNode) Json.read(Files.readString(file));
        assertThat(kept.path("tools").toString()).isEqualTo("[\"list_files\"]");
        kept.put("since", Instant.now().minus(Duration.ofDays(15)).toString());
        Files.writeString(file, Json.write(kept));
        for (String tenant : new String[] {"acme", "globex", "learns"}) {
            agency.signIn(tenant);
        }
        try (HostSession host = agency.host("learns")) {
            assertThat(host.call("list_files").has("result")).isTrue();
            long id = host.post(
                    "tools/call", Json.object("name", "search_files", "arguments", Json.object("query", "x")));
            Await.until(
                    "it waits",
                    SOON,
                    () -> agency.bulkhead().status("learns").path("waiting").asInt() == 1);
            JsonNode question = agency.bulkhead().pending().path(0);
            assertThat(question.path("rule").asText()).contains("first-seen-tool");
            agency.bulkhead()
                    .okWith(
                            Agency.passphrase("learns") + "\n",
                            "approve",
                            question.path("id").asText(),
                            "--passphrase-stdin");
            assertThat(host.answer(id).has("result")).isTrue();
            assertThat(host.call("search_files", "query", "x").has("result"))
                    .as("it is known now")
                    .isTrue();
            assertThat(alerts("learns").path(0).path("done").asText()).isEqualTo("asked");
        }
    }
}
