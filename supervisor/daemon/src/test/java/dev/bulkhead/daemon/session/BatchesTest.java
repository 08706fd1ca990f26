package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.tenant.EventType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrays of messages that revision 2025-03-26 alone has. */
class BatchesTest extends LobbyFixture {
    @Test
    void aBatchOfTheOneRevisionThatHasThemIsAnsweredAsOne() throws Exception {
        Host host = initialized("2025-03-26");
        host.send("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"},"
                + "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"tools/call\",\"params\":{\"name\":\"read_file\"}}]");
        JsonNode answers = host.answer();
        assertThat(answers.isArray()).isTrue();
        assertThat(answers).hasSize(2);
        assertThat(answers.get(0).get("id").isInt()).isTrue();
        assertThat(answers.get(1).at("/error/code").asInt()).isEqualTo(-31002);
        assertThat(events).filteredOn(e -> e.type() == EventType.TOOL_CALL).hasSize(1);
    }

    @Test
    void aBatchThatCannotBeAnsweredAsOneIsRefusedWhole() throws Exception {
        Host host = initialized("2025-03-26");
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        for (String batch :
                List.of("[]", "[ ] ", "[" + ping + "," + ping + "]", "[" + initialize("2025-03-26") + "]")) {
            host.send(batch);
            assertThat(host.answer().at("/error/code").asInt()).isEqualTo(-32600);
        }
        host.send(ping);
        assertThat(host.answer().has("result")).isTrue();
    }

    @Test
    void whatIsNoMessageInABatchIsAnsweredAmongTheOthersAnswers() throws Exception {
        Host host = initialized("2025-03-26");
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        host.send(" [1, [] ," + ping + ",{\"jsonrpc\":\"1.0\",\"id\":2,\"method\":\"ping\"} ] ");
        JsonNode answers = host.answer();
        assertThat(answers).hasSize(4);
        assertThat(answers.get(0).get("id").isNull()).isTrue();
        assertThat(answers.get(0).at("/error/code").asInt()).isEqualTo(-32600);
        assertThat(answers.get(1).at("/error/code").asInt()).isEqualTo(-32600);
        assertThat(answers.get(2).get("id").asInt()).isEqualTo(2);
        assertThat(answers.get(3).has("result")).isTrue();
        host.send("[1]");
        assertThat(host.answer()).hasSize(1);
        assertThat(events)
                .filteredOn(e -> e.type() == EventType.MESSAGE_REFUSED)
                .hasSize(4);
    }

    @Test
    void aBatchOverItsBoundIsRefusedAndTheSessionGoesOn() throws Exception {
        Host host = initialized("2025-03-26");
        for (int size : List.of(1025, 10_001)) {
            host.send("[" + "1,".repeat(size - 1) + "1]");
            JsonNode refused = host.answer();
            assertThat(refused.at("/error/code").asInt()).isEqualTo(-32600);
            assertThat(refused.at("/error/message").asText()).contains("1 to 1024");
        }
        host.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
        assertThat(host.answer().has("result")).isTrue();
    }

    @Test
    void aBatchOfAnyOtherRevisionIsRefused() throws Exception {
        Host host = initialized("2025-06-18");
        host.send("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]");
        assertThat(host.answer().at("/error/code").asInt()).isEqualTo(-32600);
    }

    private Host initialized(String revision) throws Exception {
        Host host = connect("");
        host.send(initialize(revision));
        host.answer();
        return host;
    }
}
