package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallLedgerTest {
    private final CallLedger ledger = new CallLedger();

    @Test
    void anAnswerOfAnOldServerReachesNoCallOfTheNewOne() {
        ledger.add("n:1", call(2));
        assertThat(ledger.answered("n:1", 1)).isNull();
        assertThat(ledger.answered("n:1", 2)).isNotNull();
    }

    @Test
    void theEndOfAnOldServerEndsNoCallOfTheNewOne() {
        ledger.add("n:1", call(1));
        ledger.add("n:2", call(2));
        assertThat(ledger.drain(1)).hasSize(1);
        assertThat(ledger.contains("n:2")).isTrue();
    }

    @Test
    void aCallEndsOnce() {
        ledger.add("n:1", call(1));
        assertThat(ledger.remove("n:1")).isNotNull();
        assertThat(ledger.answered("n:1", 1)).isNull();
        assertThat(ledger.drain(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void anIdIsInFlightOnce() {
        assertThat(ledger.add("s:a", call(1))).isTrue();
        assertThat(ledger.add("s:a", call(1))).isFalse();
        assertThat(ledger.add("n:1", call(1))).isTrue();
    }

    private static Call call(long link) {
        return new Call("tools/list", "1", link, null, 0);
    }
}
