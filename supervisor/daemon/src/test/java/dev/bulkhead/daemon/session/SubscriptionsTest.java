package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.protocol.mcp.McpList;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
    private static final byte[] LINE = {'{', '}', '\n'};
    private static final Set<McpList> ALL = EnumSet.allOf(McpList.class);

    private final Subscriptions subscriptions = new Subscriptions();

    @Test
    void theyAreBounded() {
        for (int i = 0; i < Subscriptions.MAX; i++) {
            assertThat(subscriptions.begin("n:" + i, "" + i, ALL, true, LINE)).isTrue();
        }
        assertThat(subscriptions.begin("n:x", "x", ALL, true, LINE)).isFalse();
        assertThat(subscriptions.end("n:0")).isTrue();
        assertThat(subscriptions.begin("n:x", "x", ALL, true, LINE)).isTrue();
    }

    @Test
    void theHostGetsOneAcknowledgementAndNothingBeforeIt() {
        subscriptions.begin("s:l", "\"l\"", EnumSet.of(McpList.TOOLS, McpList.PROMPTS), true, LINE);
        assertThat(subscriptions.of(McpList.TOOLS)).isEmpty();
        assertThat(subscriptions.acknowledge("s:l", ALL)).isTrue();
        assertThat(subscriptions.of(McpList.TOOLS)).containsExactly("\"l\"");
        assertThat(subscriptions.acknowledge("s:l", ALL)).isFalse();
        assertThat(subscriptions.acknowledge("n:1", ALL)).isFalse();
    }

    @Test
    void theHostHearsOfTheListsThatItWantedAndThatAreServed() {
        subscriptions.begin("s:l", "\"l\"", EnumSet.of(McpList.TOOLS, McpList.PROMPTS), true, LINE);
        subscriptions.acknowledge("s:l", EnumSet.of(McpList.PROMPTS, McpList.RESOURCES));
        assertThat(subscriptions.of(McpList.PROMPTS)).containsExactly("\"l\"");
        assertThat(subscriptions.of(McpList.TOOLS)).isEmpty();
        assertThat(subscriptions.of(McpList.RESOURCES)).isEmpty();
    }

    @Test
    void aNewTenantServerIsToldOfThoseThatAreOpen() {
        subscriptions.begin("n:1", "1", ALL, true, LINE);
        subscriptions.begin("n:2", "2", ALL, true, LINE);
        subscriptions.end("n:1");
        assertThat(subscriptions.replay()).hasSize(1);
    }
}
