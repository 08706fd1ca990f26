package dev.bulkhead.tenantserver.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How fast a server may talk that nobody asks. */
class UnaskedTest {
    private static final long SECOND = 1_000_000_000;

    private final Unasked unasked = new Unasked();

    @Test
    void aBurstIsTakenWithoutAWait() {
        for (int i = 0; i < Unasked.BURST / 4096; i++) {
            assertThat(unasked.take(4096, 0)).isZero();
        }
        assertThat(unasked.take(4096, 0)).isPositive();
    }

    @Test
    void aFloodComesToTheBoundASecond() {
        long now = 0;
        long said = 0;
        while (now < 60 * SECOND) {
            said += 4096;
            now += unasked.take(4096, now);
        }
        assertThat(said).isBetween(60 * Unasked.BYTES_PER_SECOND, 60 * Unasked.BYTES_PER_SECOND + 2 * Unasked.BURST);
    }

    @Test
    void messagesOfNoSizeCostSomethingToo() {
        long now = 0;
        int messages = 0;
        while (now < 10 * SECOND) {
            messages++;
            now += unasked.take(2, now);
        }
        assertThat(messages).isLessThan(20_000);
    }

    @Test
    void whoIsQuietForLongMayBurstAgainAndNoMore() {
        unasked.take(Unasked.BURST, 0);
        assertThat(unasked.take(Unasked.BURST, 3600 * SECOND)).isZero();
        assertThat(unasked.take(4096, 3600 * SECOND)).isPositive();
    }
}
