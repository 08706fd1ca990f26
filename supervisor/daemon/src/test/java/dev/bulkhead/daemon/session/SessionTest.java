package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResourcePrefix;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import dev.bulkhead.daemon.testing.Await;
import dev.bulkhead.daemon.token.IssuedToken;
import dev.bulkhead.daemon.token.TokenRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Sessions over real sockets, of a tenant that nobody is signed in to. */
class SessionTest extends LobbyFixture {
    @Test
    void aLineThatParsersCouldReadDifferentlyIsRefusedAndTheSessionGoesOn() throws Exception {
        Host host = connect("");
        for (String params : List.of(
                "{\"_meta\":{\"a\":1,\"\\u0061\":2}}",
                "{\"_meta\":{" + MODERN
                        + "},\"notifications\":{\"toolsListChanged\":true,\"toolsListChanged\":false}}")) {
            host.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscriptions/listen\",\"params\":" + params + "}");
            assertThat(host.answer().at("/error/code").asInt()).isEqualTo(-32600);
        }
        host.send("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}");
        assertThat(host.answer().has("result")).isTrue();
        assertThat(events)
                .filteredOn(e -> e.type() == EventType.MESSAGE_REFUSED)
                .hasSize(2);
    }

    @Test
    void aHostThatAsksFarAheadIsAnsweredWhole() throws Exception {
        Host host = connect("");
        int asked = 20_000;
        Thread.ofVirtual().start(() -> {
            try {
                host.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n"
                        .repeat(asked)
                        .trim());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        for (int i = 0; i < asked; i++) {
            assertThat(host.answers().readLine()).contains("\"result\"");
        }
    }

    @Test
    void aHostHearsOfEachListThatItWasToldItWouldHearOf() throws Exception {
        settings.change(
                TenantSettings.defaults(ACME, "Acme")
                        .withUpstreams(new TreeMap<>(
                                Map.of("crm", new UpstreamSettings.Stdio("node", List.of(), new TreeMap<>())))),
                "a server");
        Host host = connect("");
        host.send(initialize("2025-11-25"));
        assertThat(host.answer().at("/result/capabilities/prompts/listChanged").asBoolean())
                .isTrue();
        host.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        asked(
                host,
                "subscriptions/listen",
                "\"_meta\":{" + MODERN + "},\"notifications\":{\"promptsListChanged\":true}");
        tenants.find(ACME).orElseThrow().sessions().forEach(Session::listsChanged);
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            JsonNode said = host.answer();
            told.add(said.get("method").asText() + (said.has("params") ? " of a subscription" : ""));
        }
        assertThat(told)
                .containsExactly(
                        "notifications/tools/list_changed",
                        "notifications/prompts/list_changed",
                        "notifications/prompts/list_changed of a subscription",
                        "notifications/resources/list_changed");
    }

    @Test
    void whatTheLobbyCannotAnswerSaysWhatToDo() throws Exception {
        Host host = connect("");
        for (String method : List.of("resources/read", "prompts/get", "completion/complete")) {
            for (String meta : List.of("", "\"_meta\":{" + MODERN + "}")) {
                assertSignedOut(asked(host, method, meta));
            }
        }
        for (String method : List.of("resources/subscribe", "resources/unsubscribe")) {
            assertSignedOut(asked(host, method, ""));
        }
        for (String method : List.of("resources/subscribe", "resources/unsubscribe", "logging/setLevel", "nosuch")) {
            assertThat(asked(host, method, "\"_meta\":{" + MODERN + "}")
                            .at("/error/code")
                            .asInt())
                    .as(method)
                    .isEqualTo(-32601);
        }
        assertThat(events)
                .filteredOn(e -> e.type() == EventType.MESSAGE_REFUSED)
                .hasSize(8);
    }

    private static void assertSignedOut(JsonNode answer) {
        assertThat(answer.at("/error/code").asInt()).isEqualTo(-31002);
        assertThat(answer.at("/error/message").asText()).contains("bulkhead sign-in acme");
    }

    private static JsonNode asked(Host host, String method, String params) throws IOException {
        host.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}");
        return host.answer();
    }

    @Test
    void aLogLevelThatIsNoneIsRefused() throws Exception {
        Host host = connect("");
        for (String params : List.of("", "\"level\":\"loud\"", "\"level\":3")) {
            assertThat(asked(host, "logging/setLevel", params).at("/error/code").asInt())
                    .isEqualTo(-32602);
        }
        assertThat(asked(host, "logging/setLevel", "\"level\":\"error\"").has("result"))
                .isTrue();
    }

    @Test
    void anInitializeThatNoTenantServerWouldTakeIsRefused() throws Exception {
        Host host = connect("");
        for (String params : List.of(
                "",
                "\"protocolVersion\":20250618",
                "\"protocolVersion\":\"2025-06-18\",\"capabilities\":[]",
                "\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"roots\":{\"a\":[{\"b\":1,\"\\u0062\":2}]}}")) {
            assertThat(asked(host, "initialize", params).at("/error/code").asInt())
                    .as(params)
                    .isEqualTo(-32602);
        }
        String good =
                "\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"roots\":{\"a\":[\"a\",{\"a\":\"a\"}]},\"a\":{}}";
        assertThat(asked(host, "initialize", good).at("/result/protocolVersion").asText())
                .isEqualTo("2025-06-18");
    }

    @Test
    void aSubscriptionInTheLobbyIsAcknowledgedForWhatTheTenantServes() throws Exception {
        Host host = connect("");
        host.send("{\"jsonrpc\":\"2.0\",\"id\":\"l\",\"method\":\"subscriptions/listen\",\"params\":{\"_meta\":{"
                + MODERN + "},\"notifications\":{\"toolsListChanged\":true,\"promptsListChanged\":true}}}");
        JsonNode acknowledged = host.answer();
        assertThat(acknowledged.get("method").asText()).isEqualTo("notifications/subscriptions/acknowledged");
        assertThat(acknowledged
                        .at("/params/_meta/io.modelcontextprotocol~1subscriptionId")
                        .asText())
                .isEqualTo("l");
        assertThat(acknowledged.at("/params/notifications").toString()).isEqualTo("{\"toolsListChanged\":true}");
    }

    @Test
    void aCallThatCannotBeRecordedIsAnsweredAndTheSessionGoesOn() throws Exception {
        Host host = connect("");
        host.send("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"ping\"}");
        host.answer();
        auditBroken = true;
        host.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read_file\"}}");
        assertThat(host.answer().at("/error/code").asInt()).isEqualTo(-31005);
        auditBroken = false;
        host.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read_file\"}}");
        assertThat(host.answer().at("/error/code").asInt()).isEqualTo(-31002);
    }

    @Test
    void aSessionWhoseTokenIsRevokedHearsWhyBeforeItEnds() throws Exception {
        authority.unlock(ACME);
        IssuedToken token = authority.issue(new TokenRequest(
                ACME,
                "consultant@acme",
                List.of(new ToolPattern("*")),
                ResourcePrefix.WHOLE,
                Duration.ofMinutes(30),
                TokenRequest.Purpose.ISSUED));
        Host host = connect(token.compact());
        authority.revoke(ACME, token.claims().jti());
        host.send("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/list\"}");
        assertThat(host.answer().at("/error/message").asText()).contains("revoked");
        assertThat(host.answers().readLine()).isNull();
        Await.until(
                "it is over", () -> tenants.find(ACME).orElseThrow().sessions().isEmpty());
        assertThat(events.getLast().type()).isEqualTo(EventType.CONNECTION_CLOSED);
        assertThat(events.getLast().detail()).contains("revoked");
    }
}
