package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubscriptionsTest {
    private static final byte[] LINE = {'{', '}', '\n'};

    private final Subscriptions subscriptions = new Subscriptions();

    @Test
    void theyAreBounded() {
        for (int i = 0; i < Subscriptions.MAX; i++) {
            assertThat(subscriptions.begin("n:" + i, "" + i, true, true, LINE)).isTrue();
        }
        assertThat(subscriptions.begin("n:x", "x", true, true, LINE)).isFalse();
        assertThat(subscriptions.end("n:0")).isTrue();
        assertThat(subscriptions.begin("n:x", "x", true, true, LINE)).isTrue();
    }

    @Test
    void theHostGetsOneAcknowledgementAndNothingBeforeIt() {
        subscriptions.begin("s:l", "\"l\"", true, true, LINE);
        assertThat(subscriptions.ofTools()).isEmpty();
        assertThat(subscriptions.acknowledge("s:l")).isTrue();
        assertThat(subscriptions.ofTools()).containsExactly("\"l\"");
        assertThat(subscriptions.acknowledge("s:l")).isFalse();
        assertThat(subscriptions.acknowledge("n:1")).isFalse();
    }

    @Test
    void aNewTenantServerIsToldOfThoseThatAreOpen() {
        subscriptions.begin("n:1", "1", false, true, LINE);
        subscriptions.begin("n:2", "2", true, true, LINE);
        subscriptions.end("n:1");
        assertThat(subscriptions.replay()).hasSize(1);
    }
}
