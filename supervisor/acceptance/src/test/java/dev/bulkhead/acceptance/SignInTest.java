package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static dev.bulkhead.acceptance.Agency.status;
import static dev.bulkhead.acceptance.Agency.type;
import static dev.bulkhead.acceptance.HostSession.isNotification;
import static dev.bulkhead.acceptance.HostSession.modern;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Without a sign-in to a tenant there is a lobby and nothing else; with one, that tenant's tools and no other's. */
class SignInTest {
    private static final String LIST_CHANGED = "notifications/tools/list_changed";
    private static final Duration SOON = Duration.ofSeconds(3);

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.of("lobby", "legacy", "modern", "one", "other", "closed", "leaves");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    @Test
    void theLobbyIsAValidServerOfTheLegacyEraWithOneTool() throws Exception {
        try (HostSession host = agency.bulkhead().host("lobby").open()) {
            JsonNode hello = host.initialize();
            assertThat(hello.path("protocolVersion").asText()).isEqualTo("2025-11-25");
            assertThat(hello.at("/serverInfo/name").asText()).isEqualTo("bulkhead-lobby");
            assertThat(hello.at("/capabilities/tools/listChanged").asBoolean()).isTrue();
            assertThat(host.result("ping", Json.object())).isEmpty();
            assertThat(host.tools()).containsExactly("sign_in_status");
            assertThat(host.call("sign_in_status").at("/result/content/0/text").asText())
                    .contains("bulkhead sign-in lobby");
            assertThat(host.call("read_file", "path", "a.txt")
                            .path("error")
                            .path("message")
                            .asText())
                    .startsWith("tenant 'lobby' is not authorised to call 'read_file'")
                    .contains("bulkhead sign-in lobby");
        }
        assertThat(agency.audit("lobby", Agency.tool("read_file"))).hasSize(1).allMatch(status("denied"));
    }

    @Test
    void theLobbyIsAValidServerOfTheModernEraWithOneTool() throws Exception {
        try (HostSession host = agency.bulkhead().host("lobby").open()) {
            JsonNode hello = host.result("server/discover", modern());
            assertThat(hello.path("supportedVersions").toString()).isEqualTo("[\"2026-07-28\"]");
            assertThat(hello.path("resultType").asText()).isEqualTo("complete");
            JsonNode list = host.result("tools/list", modern());
            assertThat(list.path("tools")).hasSize(1);
            assertThat(list.at("/tools/0/name").asText()).isEqualTo("sign_in_status");
            JsonNode call = host.result("tools/call", modern("name", "sign_in_status", "arguments", Map.of()));
            assertThat(call.at("/content/0/text").asText()).contains("bulkhead sign-in lobby");
            assertThat(host.request("tools/call", modern("name", "read_file", "arguments", Map.of("path", "a")))
                            .has("error"))
                    .isTrue();
        }
    }

    @Test
    void aSignInBringsTheToolsAndASignOutTheLobbyOnTheSameConnection() throws Exception {
        try (HostSession host = agency.host("legacy")) {
            assertThat(host.tools()).containsExactly("sign_in_status");
            agency.signIn("legacy");
            host.await("the tools have changed", SOON, isNotification(LIST_CHANGED));
            assertThat(host.tools()).contains("read_file", "write_file").doesNotContain("sign_in_status");
            assertThat(host.call("write_file", "path", "a.txt", "content", "hello")
                            .has("result"))
                    .isTrue();
            agency.bulkhead().ok("sign-out", "legacy");
            host.await("the tools have changed again", SOON, isNotification(LIST_CHANGED));
            assertThat(host.tools()).containsExactly("sign_in_status");
            assertThat(host.call("read_file", "path", "a.txt").has("error")).isTrue();
        }
        assertThat(agency.bulkhead().status("legacy").path("pid").isNull()).isTrue();
    }

    @Test
    void aModernHostHearsOfItOnItsSubscription() throws Exception {
        try (HostSession host = agency.bulkhead().host("modern").open()) {
            host.post("listen-1", "subscriptions/listen", modern("notifications", Map.of("toolsListChanged", true)));
            JsonNode acknowledged = host.await(
                    "the subscription is there", SOON, isNotification("notifications/subscriptions/acknowledged"));
            assertThat(subscription(acknowledged)).isEqualTo("listen-1");
            agency.signIn("modern");
            JsonNode changed = host.await("the tools have changed", SOON, isNotification(LIST_CHANGED));
            assertThat(subscription(changed)).isEqualTo("listen-1");
            assertThat(host.result("tools/list", modern()).toString()).contains("\"read_file\"");
            agency.bulkhead().ok("sign-out", "modern");
            host.await("the tools have changed again", SOON, isNotification(LIST_CHANGED));
            assertThat(host.result("tools/list", modern()).at("/tools/0/name").asText())
                    .isEqualTo("sign_in_status");
        }
    }

    private static String subscription(JsonNode notification) {
        return notification
                .path("params")
                .path("_meta")
                .path("io.modelcontextprotocol/subscriptionId")
                .asText();
    }

    @Test
    void aSignInToOneTenantOpensNothingOfAnother() throws Exception {
        try (HostSession one = agency.host("one");
                HostSession other = agency.host("other")) {
            agency.signIn("one");
            one.await("the tools have changed", SOON, isNotification(LIST_CHANGED));
            assertThat(one.tools()).contains("read_file");
            assertThat(other.tools()).containsExactly("sign_in_status");
            assertThat(other.call("list_files").has("error")).isTrue();
            assertThat(other.untaken()).isEmpty();
            assertThat(agency.bulkhead().status("other").path("pid").isNull()).isTrue();
            assertThat(agency.bulkhead().run("secret", "list", "other").exit()).isEqualTo(1);
            assertThat(agency.bulkhead()
                            .runWith(passphrase("other") + "\n", "token", "issue", "other", "--passphrase-stdin")
                            .exit())
                    .isEqualTo(1);
        }
    }

    @Test
    void aWrongPassphraseOpensNothingAndIsRecorded() throws Exception {
        Result wrong = agency.bulkhead().runWith(passphrase("other") + "\n", "sign-in", "closed", "--passphrase-stdin");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err().strip()).startsWith("bulkhead: ").doesNotContain("\n", passphrase("other"));
        try (HostSession host = agency.host("closed")) {
            assertThat(host.tools()).containsExactly("sign_in_status");
        }
        assertThat(agency.audit("closed", type("sign_in"))).hasSize(1).allMatch(status("denied"));
        assertThat(state("closed")).isEqualTo("signed-out");
        agency.signIn("closed");
        assertThat(state("closed")).isIn("ready", "busy");
    }

    private static String state(String tenant) throws IOException {
        return agency.bulkhead().status(tenant).path("state").asText();
    }

    @Test
    void aSignOutEndsTheSessionsThatCameByAToken() throws Exception {
        agency.signIn("leaves");
        String token = agency.token("leaves");
        try (HostSession byToken = agency.host("leaves", token);
                HostSession bySignIn = agency.host("leaves")) {
            assertThat(byToken.tools()).contains("read_file");
            agency.bulkhead().ok("sign-out", "leaves");
            byToken.exitCode(SOON);
            assertThat(bySignIn.tools()).containsExactly("sign_in_status");
            agency.signIn("leaves");
            assertThat(bySignIn.tools()).contains("read_file");
        }
        try (HostSession again = agency.bulkhead().host("leaves").token(token).open()) {
            assertThat(again.exitCode(SOON)).isEqualTo(1);
            assertThat(again.stderr()).contains("the token is refused");
        }
    }
}
