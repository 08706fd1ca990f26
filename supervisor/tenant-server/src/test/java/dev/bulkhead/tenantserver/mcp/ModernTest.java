package dev.bulkhead.tenantserver.mcp;

import static dev.bulkhead.tenantserver.mcp.LegacyTest.errorOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.tenantserver.testing.Talk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModernTest {
    @TempDir
    private Path workspace;

    private Talk talk;

    @BeforeEach
    void aFreshConversation() {
        talk = Talk.withAll(workspace);
    }

    private JsonNode withMeta(String meta) throws Exception {
        return talk.say("{'jsonrpc':'2.0','id':9,'method':'tools/list','params':{'_meta':{" + meta + "}}}");
    }

    @Test
    void discoverNamesTheModernVersionAlone() throws Exception {
        JsonNode result = talk.modern("server/discover", "").path("result");
        assertThat(result.path("resultType").asText()).isEqualTo("complete");
        assertThat(result.path("supportedVersions").toString()).isEqualTo("[\"2026-07-28\"]");
        assertThat(result.path("capabilities").path("tools").path("listChanged").asBoolean())
                .isTrue();
        assertThat(result.path("instructions").asText()).contains("Acme Corp");
        assertThat(result.path("ttlMs").isIntegralNumber()).isTrue();
        assertThat(result.path("cacheScope").asText()).isEqualTo("private");
        assertThat(result.path("_meta")
                        .path("io.modelcontextprotocol/serverInfo")
                        .path("name")
                        .asText())
                .isEqualTo("bulkhead-acme");
    }

    @Test
    void listsAndCallsNeedNoHandshake() throws Exception {
        JsonNode list = talk.modern("tools/list", "").path("result");
        assertThat(list.path("resultType").asText()).isEqualTo("complete");
        assertThat(list.path("ttlMs").asInt(-1)).isNotNegative();
        assertThat(list.path("cacheScope").asText()).isEqualTo("private");
        assertThat(list.path("tools")).hasSize(5);
        JsonNode called = talk.modern("tools/call", ",'name':'workspace_status','arguments':{}")
                .path("result");
        assertThat(called.path("resultType").asText()).isEqualTo("complete");
        assertThat(called.has("ttlMs")).isFalse();
        assertThat(called.path("_meta").has("io.modelcontextprotocol/serverInfo"))
                .isTrue();
        assertThat(called.path("structuredContent").path("tenant").asText()).isEqualTo("acme");
    }

    @Test
    void anEnvelopeThatIsNotWholeIsRefused() throws Exception {
        String version = "'io.modelcontextprotocol/protocolVersion':'2026-07-28'";
        String capabilities = "'io.modelcontextprotocol/clientCapabilities':{}";
        for (String meta : List.of(
                version,
                capabilities,
                "'io.modelcontextprotocol/clientInfo':{'name':'x'}",
                "'io.modelcontextprotocol/protocolVersion':1," + capabilities,
                version + ",'io.modelcontextprotocol/clientCapabilities':[]")) {
            JsonNode answer = withMeta(meta);
            assertThat(errorOf(answer)).as(meta).isEqualTo(-32602);
            assertThat(answer.path("error").path("message").asText()).contains("io.modelcontextprotocol/");
        }
        assertThat(withMeta(version + "," + capabilities).has("result")).isTrue();
    }

    @Test
    void aRequestWithNeitherEnvelopeNorHandshakeIsToldWhatIsMissing() throws Exception {
        for (String method : List.of("tools/list", "tools/call", "server/discover", "subscriptions/listen", "x")) {
            JsonNode answer = talk.say("{'jsonrpc':'2.0','id':1,'method':'" + method + "','params':{}}");
            assertThat(errorOf(answer)).isEqualTo(-32602);
            assertThat(answer.path("error").path("message").asText())
                    .contains("protocolVersion")
                    .contains("clientCapabilities");
        }
    }

    @Test
    void anUnknownVersionIsToldWhichAreServed() throws Exception {
        for (String version : List.of("1900-01-01", "2099-01-01", "2025-11-25")) {
            JsonNode error = withMeta("'io.modelcontextprotocol/protocolVersion':'" + version
                            + "','io.modelcontextprotocol/clientCapabilities':{}")
                    .path("error");
            assertThat(error.path("code").asInt()).isEqualTo(-32022);
            assertThat(error.path("data").toString())
                    .isEqualTo("{\"supported\":[\"2026-07-28\"],\"requested\":\"" + version + "\"}");
        }
    }

    @Test
    void whatTheModernEraDropsIsUnknown() throws Exception {
        for (String method : List.of("initialize", "ping", "logging/setLevel", "resources/list", "tasks/get")) {
            assertThat(errorOf(talk.modern(method, ""))).as(method).isEqualTo(-32601);
        }
    }

    @Test
    void aSubscriptionIsAcknowledgedServedAndCancelled() throws Exception {
        JsonNode ack =
                talk.modern("subscriptions/listen", ",'notifications':{'toolsListChanged':true,'taskIds':['t']}");
        assertThat(ack.path("method").asText()).isEqualTo("notifications/subscriptions/acknowledged");
        assertThat(ack.has("id")).isFalse();
        assertThat(ack.path("params").toString())
                .isEqualTo("{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":7},"
                        + "\"notifications\":{\"toolsListChanged\":true}}");
        assertThat(talk.rotate("read_file"))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\",\"params\":"
                        + "{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":7}}}\n");
        assertThat(talk.say("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':'7'}}")
                        .isMissingNode())
                .isTrue();
        assertThat(talk.rotate("*")).contains("list_changed");
        talk.say("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':7}}");
        assertThat(talk.rotate("read_file")).isEmpty();
    }

    @Test
    void aSubscriptionGetsWhatItAskedForAlone() throws Exception {
        assertThat(talk.modern("subscriptions/listen", ",'notifications':{}")
                        .path("params")
                        .path("notifications"))
                .isEmpty();
        assertThat(talk.rotate("read_file")).isEmpty();
        assertThat(errorOf(talk.modern("subscriptions/listen", ""))).isEqualTo(-32602);
    }

    @Test
    void bothErasMeetOnOneLane() throws Exception {
        assertThat(talk.modern("server/discover", "").has("result")).isTrue();
        JsonNode result = talk.say(
                        "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'2025-06-18'}}")
                .path("result");
        assertThat(result.path("protocolVersion").asText()).isEqualTo("2025-06-18");
        assertThat(talk.say("{'jsonrpc':'2.0','id':1,'method':'tools/list'}")
                        .path("result")
                        .has("resultType"))
                .isFalse();
        assertThat(talk.modern("tools/list", "").path("result").has("resultType"))
                .isTrue();
    }
}
