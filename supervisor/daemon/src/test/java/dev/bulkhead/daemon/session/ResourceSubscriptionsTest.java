package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.RpcScanner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceSubscriptionsTest {
    private final ResourceSubscriptions subscriptions = new ResourceSubscriptions();
    private final RpcScanner scanner = new RpcScanner();

    private RpcLine line(String method, String uri) {
        byte[] bytes = ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/" + method + "\",\"params\":{\"uri\":\""
                        + uri + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
        return scanner.scan(bytes, 0, bytes.length);
    }

    /** Asks, and lets the tenant server answer; returns why it was refused. */
    private String ask(String method, String uri, ResultStatus status) {
        RpcLine line = line(method, uri);
        String refusal = subscriptions.refusal(line, Era.LEGACY);
        if (refusal.isEmpty()) {
            String asked = ResourceSubscriptions.uri(line, Era.LEGACY);
            subscriptions.answered(new Call("resources/" + method, "1", 1, null, 0, asked), status);
        }
        return refusal;
    }

    private List<String> replayed() {
        return subscriptions.replay(new Handshake("ours-")).stream()
                .map(line -> new String(line, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void aNewTenantServerIsToldOfThoseThatWereGrantedAndNotGivenUp() {
        ask("subscribe", "a://\\u0062", ResultStatus.SUCCESS);
        ask("subscribe", "a://b", ResultStatus.SUCCESS);
        ask("subscribe", "a://refused", ResultStatus.ERROR);
        ask("subscribe", "a://gone", ResultStatus.SUCCESS);
        ask("unsubscribe", "a://gone", ResultStatus.ERROR);
        assertThat(replayed())
                .containsExactly("{\"jsonrpc\":\"2.0\",\"id\":\"ours-0\",\"method\":\"resources/subscribe\","
                        + "\"params\":{\"uri\":\"a://b\"}}\n");
    }

    @Test
    void oneThatIsGivenUpBeforeItIsGrantedIsNotKept() {
        Call subscribe = new Call("resources/subscribe", "1", 1, null, 0, "a://b");
        Call unsubscribe = new Call("resources/unsubscribe", "2", 1, null, 0, "a://b");
        assertThat(subscriptions.refusal(line("unsubscribe", "a://b"), Era.LEGACY))
                .isEmpty();
        subscriptions.answered(subscribe, ResultStatus.SUCCESS);
        subscriptions.answered(unsubscribe, ResultStatus.SUCCESS);
        assertThat(replayed()).isEmpty();
    }

    @Test
    void theyAreBounded() {
        for (int i = 0; i < ResourceSubscriptions.MAX; i++) {
            assertThat(ask("subscribe", "a://" + i, ResultStatus.SUCCESS)).isEmpty();
        }
        assertThat(ask("subscribe", "a://x", ResultStatus.SUCCESS)).contains("unsubscribe");
        assertThat(ask("subscribe", "a://0", ResultStatus.SUCCESS)).isEmpty();
        assertThat(ask("unsubscribe", "a://0", ResultStatus.SUCCESS)).isEmpty();
        assertThat(ask("subscribe", "a://" + "x".repeat(ResourceSubscriptions.MAX_URI), ResultStatus.SUCCESS))
                .contains("bytes");
        assertThat(ask("subscribe", "a://x", ResultStatus.SUCCESS)).isEmpty();
    }

    @Test
    void theModernEraHasNone() {
        assertThat(ResourceSubscriptions.uri(line("subscribe", "a://b"), Era.MODERN))
                .isNull();
    }
}
