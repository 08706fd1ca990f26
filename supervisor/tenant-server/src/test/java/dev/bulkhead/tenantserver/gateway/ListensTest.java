package dev.bulkhead.tenantserver.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.tenantserver.testing.FakeUpstreams;
import dev.bulkhead.tenantserver.testing.FakeUpstreams.FakePort;
import dev.bulkhead.tenantserver.testing.Talk;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subscriptions of a modern host to several upstreams. */
class ListensTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "/params/_meta/io.modelcontextprotocol~1subscriptionId";

    @TempDir
    Path workspace;

    private final FakeUpstreams upstreams = new FakeUpstreams().with("crm").with("files");
    private Talk talk = new Talk(Path.of("/"), "acme/", "*");

    @BeforeEach
    void aSubscription() throws IOException {
        talk = new Talk(workspace, "acme/", upstreams, "*");
        talk.modern(
                "subscriptions/listen",
                ",'notifications':{'promptsListChanged':true,'toolsListChanged':true,'resourceSubscriptions':['a://1','b://2']}");
    }

    private static String subscription(FakePort port) throws IOException {
        return port.last().path("id").asText();
    }

    private void acknowledge(FakePort port, String served) throws IOException {
        port.says("{'jsonrpc':'2.0','method':'notifications/subscriptions/acknowledged','params':{'_meta':{"
                + "'io.modelcontextprotocol/subscriptionId':'" + subscription(port) + "'},'notifications':{" + served
                + "}}}");
    }

    @Test
    void itIsAcknowledgedOnceForWhatAnyUpstreamServes() throws IOException {
        assertThat(talk.said()).isEmpty();
        acknowledge(upstreams.port("crm"), "'promptsListChanged':true,'resourceSubscriptions':['b://2']");
        assertThat(talk.said()).isEmpty();
        acknowledge(upstreams.port("files"), "");
        assertThat(talk.said()).hasSize(1);
        JsonNode acknowledged = JSON.readTree(talk.said().getFirst());
        assertThat(acknowledged.at(ID).asInt()).isEqualTo(7);
        assertThat(acknowledged.at("/params/notifications").toString())
                .isEqualTo(
                        "{\"toolsListChanged\":true,\"promptsListChanged\":true,\"resourceSubscriptions\":[\"b://2\"]}");
    }

    @Test
    void whatUpstreamsSayComesUnderTheHostsIdWithItsType() throws IOException {
        FakePort crm = upstreams.port("crm");
        acknowledge(crm, "");
        acknowledge(upstreams.port("files"), "");
        talk.sayRaw("");
        crm.says("{'jsonrpc':'2.0','method':'notifications/prompts/list_changed','params':{'_meta':{"
                + "'io.modelcontextprotocol/subscriptionId':'" + subscription(crm) + "'}}}");
        assertThat(JSON.readTree(talk.said().getFirst()).at(ID).isInt()).isTrue();
    }

    @Test
    void anUpstreamCannotSpeakUnderAnothersSubscription() throws IOException {
        talk.sayRaw("");
        upstreams
                .port("files")
                .says("{'jsonrpc':'2.0','method':'notifications/prompts/list_changed','params':{'_meta':{"
                        + "'io.modelcontextprotocol/subscriptionId':'" + subscription(upstreams.port("crm")) + "'}}}");
        assertThat(talk.said()).isEmpty();
    }

    @Test
    void itsEndIsToldToAll() throws IOException {
        String id = subscription(upstreams.port("crm"));
        talk.say("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':7}}");
        assertThat(upstreams.port("crm").last().at("/params/requestId").asText())
                .isEqualTo(id);
        assertThat(upstreams.port("files").last().path("method").asText()).isEqualTo("notifications/cancelled");
    }

    @Test
    void anUpstreamThatNeverAcknowledgesHoldsUpNobodyForLong() throws Exception {
        acknowledge(upstreams.port("crm"), "'promptsListChanged':true");
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (talk.said().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertThat(talk.said().getFirst()).contains("promptsListChanged");
    }
}
