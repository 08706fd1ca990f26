package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.RpcScanner;
import dev.bulkhead.protocol.mcp.McpList;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private final Handshake handshake = new Handshake("bulkhead-0123-");
    private final RpcScanner scanner = new RpcScanner();

    @Test
    void whatTheHostSaidIsReplayedAsItWasUnderAnIdOfOurs() {
        initialize("{\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\",\"n\":1e2 },\"id\" : 7 ,"
                + "\"jsonrpc\":\"2.0\"}");
        String replayed = new String(handshake.replay().getFirst(), StandardCharsets.UTF_8);
        assertThat(replayed)
                .isEqualTo("{\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\",\"n\":1e2 },"
                        + "\"id\" : \"bulkhead-0123-0\" ,\"jsonrpc\":\"2.0\"}\n");
    }

    @Test
    void theAnswersToWhatWasReplayedAreKnown() {
        initialize("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}");
        byte[] answer = line("{\"jsonrpc\":\"2.0\",\"result\":{},\"id\":\"bulkhead-0123-0\"}");
        assertThat(handshake.isOurs(scanner.scan(answer, 0, answer.length - 1).idKey()))
                .isTrue();
        assertThat(handshake.isOurs("s:1")).isFalse();
        assertThat(handshake.isOurs("n:1")).isFalse();
    }

    @Test
    void aLogLevelIsReplayedAndOneThatIsNoneIsNotKept() {
        assertThat(level("warning")).isTrue();
        assertThat(level("loud")).isFalse();
        assertThat(new String(handshake.replay().getFirst(), StandardCharsets.UTF_8))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"bulkhead-0123-0\",\"method\":\"logging/setLevel\","
                        + "\"params\":{\"level\":\"warning\"}}\n");
    }

    private boolean level(String level) {
        byte[] bytes = line("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"logging/setLevel\",\"params\":{\"level\":\""
                + level + "\"}}");
        return handshake.logLevel(scanner.scan(bytes, 0, bytes.length - 1));
    }

    @Test
    void aSecondInitializeForgetsThatTheFirstWasFinished() {
        initialize("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}");
        byte[] initialized = line("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        handshake.initialized(initialized, 0, initialized.length - 1);
        assertThat(handshake.replay()).hasSize(2);
        assertThat(handshake.hearsOf(McpList.PROMPTS)).isTrue();
        assertThat(handshake.hearsOf(McpList.RESOURCES)).isFalse();
        initialize("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"initialize\",\"params\":{}}");
        assertThat(handshake.replay()).hasSize(1);
        assertThat(handshake.isInitialized()).isFalse();
        assertThat(handshake.hearsOf(McpList.PROMPTS)).isFalse();
    }

    private void initialize(String text) {
        byte[] bytes = line(text);
        RpcLine line = scanner.scan(bytes, 0, bytes.length - 1);
        handshake.initialize(line, bytes, 0, bytes.length - 1, Set.of(McpList.TOOLS, McpList.PROMPTS));
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
