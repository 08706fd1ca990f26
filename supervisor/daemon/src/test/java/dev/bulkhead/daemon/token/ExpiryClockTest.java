package dev.bulkhead.daemon.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.protocol.home.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpiryClockTest {
    private final Clocks clocks = new Clocks();

    @Test
    void itEndsAtTheInstantAndNotBefore() {
        var expiry = clocks.expiryClock().start(claims(clocks.now(), Duration.ofMinutes(30)));
        clocks.pass(Duration.ofMinutes(30).minusNanos(1));
        assertThat(expiry.isOver()).isFalse();
        clocks.pass(Duration.ofNanos(1));
        assertThat(expiry.isOver()).isTrue();
        assertThat(expiry.left()).isZero();
    }

    @Test
    void aWallClockThatIsSetBackDoesNotProlongIt() {
        var expiry = clocks.expiryClock().start(claims(clocks.now(), Duration.ofMinutes(30)));
        clocks.pass(Duration.ofMinutes(30));
        clocks.setWall(clocks.now().minus(Duration.ofHours(3)));
        assertThat(expiry.isOver()).isTrue();
    }

    @Test
    void aWallClockThatIsSetForwardEndsIt() {
        var expiry = clocks.expiryClock().start(claims(clocks.now(), Duration.ofMinutes(30)));
        clocks.setWall(clocks.now().plus(Duration.ofMinutes(30)));
        assertThat(expiry.isOver()).isTrue();
    }

    @Test
    void aWallClockThatIsBehindAtTheStartGivesNoMoreThanTheWholeLifetime() {
        Instant issued = clocks.now();
        clocks.setWall(issued.minus(Duration.ofDays(1)));
        var expiry = clocks.expiryClock().start(claims(issued, Duration.ofMinutes(30)));
        assertThat(expiry.left()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void whatIsOverAtTheStartIsOver() {
        var claims = claims(clocks.now(), Duration.ofMinutes(30));
        clocks.pass(Duration.ofHours(1));
        assertThat(clocks.expiryClock().start(claims).isOver()).isTrue();
    }

    private static TokenClaims claims(Instant issued, Duration lifetime) {
        return new TokenClaims(
                new TenantId("acme"), "consultant", List.of(), "acme/", issued, issued.plus(lifetime), "jti", "kid");
    }
}
