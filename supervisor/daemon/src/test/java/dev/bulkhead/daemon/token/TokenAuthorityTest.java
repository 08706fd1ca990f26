package dev.bulkhead.daemon.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.tenant.ResourcePrefix;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.daemon.token.TokenRequest.Purpose;
import dev.bulkhead.daemon.token.Verification.Accepted;
import dev.bulkhead.daemon.token.Verification.Code;
import dev.bulkhead.daemon.token.Verification.Rejected;
import dev.bulkhead.protocol.home.TenantId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenAuthorityTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId GLOBEX = new TenantId("globex");

    private final Clocks clocks = new Clocks();
    private final TokenAuthority authority = new TokenAuthority(clocks.expiryClock(), new SecureRandom());

    @BeforeEach
    void bothTenantsAreSignedIn() {
        authority.unlock(ACME);
        authority.unlock(GLOBEX);
    }

    @Test
    void anIssuedTokenIsAcceptedWithTheClaimsThatWereAskedFor() throws Exception {
        clocks.pass(Duration.ofMillis(700));
        IssuedToken token = issue(Duration.ofMinutes(30));
        TokenClaims claims = accepted(token);
        assertThat(claims).isEqualTo(token.claims());
        assertThat(claims.tenant()).isEqualTo(ACME);
        assertThat(claims.subject()).isEqualTo("consultant");
        assertThat(claims.resourcePrefix()).isEqualTo("acme/");
        assertThat(claims.issuedAt()).isEqualTo(Instant.parse("2026-11-20T10:00:00Z"));
        assertThat(claims.expires()).isEqualTo(Instant.parse("2026-11-20T10:30:00Z"));
        assertThat(claims.allows("read_file")).isTrue();
        assertThat(claims.allows("crm__send_mail")).isTrue();
        assertThat(claims.allows("write_file")).isFalse();
    }

    @Test
    void aTokenOfAnotherTenantIsRefusedAndTheAnswerNamesTheExpectedOneAlone() throws Exception {
        IssuedToken token = issue(Duration.ofMinutes(30));
        Rejected answer = rejected(token.compact(), GLOBEX);
        assertThat(answer.code()).isEqualTo(Code.OTHER_TENANT);
        assertThat(answer.reason()).isEqualTo("the token is not good for tenant 'globex': it is not for this tenant");
        assertThat(answer.jti()).isNull();
    }

    @Test
    void aTokenIsDeadAtItsEndAndNotBefore() throws Exception {
        IssuedToken token = issue(Duration.ofSeconds(1));
        clocks.pass(Duration.ofMillis(999));
        accepted(token);
        clocks.pass(Duration.ofMillis(1));
        assertThat(rejected(token).code()).isEqualTo(Code.EXPIRED);
        assertThat(rejected(token).jti()).isEqualTo(token.claims().jti());
        assertThat(authority.isRevoked(token.claims())).isTrue();
    }

    @Test
    void aClockThatWasSetBackBringsNoTokenBackToLife() throws Exception {
        IssuedToken token = issue(Duration.ofMinutes(30));
        clocks.pass(Duration.ofMinutes(45));
        clocks.setWall(clocks.now().minus(Duration.ofMinutes(40)));
        assertThat(rejected(token).code()).isEqualTo(Code.EXPIRED);
        issue(Duration.ofMinutes(30));
        assertThat(rejected(token).code()).isEqualTo(Code.EXPIRED);
    }

    @Test
    void aTokenWhoseStartIsMoreThanFiveSecondsAheadIsRefused() throws Exception {
        IssuedToken token = issue(Duration.ofMinutes(30));
        clocks.setWall(clocks.now().minusSeconds(5));
        accepted(token);
        clocks.setWall(clocks.now().minusMillis(1));
        assertThat(rejected(token).code()).isEqualTo(Code.NOT_YET);
    }

    @Test
    void droppingTheKeyKillsEveryToken() throws Exception {
        IssuedToken token = issue(Duration.ofMinutes(30));
        authority.drop(ACME);
        authority.drop(ACME);
        assertThat(rejected(token).code()).isEqualTo(Code.NOT_SIGNED_IN);
        assertThat(authority.isRevoked(token.claims())).isTrue();
        assertThatThrownBy(() -> issue(Duration.ofMinutes(30)))
                .isInstanceOf(TokenException.class)
                .hasMessage("tenant 'acme' is not signed in: sign in, then ask again");

        authority.unlock(ACME);
        assertThat(rejected(token).code()).isEqualTo(Code.UNKNOWN_KEY);
        assertThat(authority.isRevoked(token.claims())).isTrue();
        accepted(issue(Duration.ofMinutes(30)));
    }

    @Test
    void aRevokedTokenIsRefusedAndTheOthersAreNot() throws Exception {
        IssuedToken token = issue(Duration.ofMinutes(30));
        IssuedToken other = issue(Duration.ofMinutes(30));
        assertThat(authority.isRevoked(token.claims())).isFalse();
        assertThat(authority.revoke(GLOBEX, token.claims().jti())).isEmpty();
        assertThat(authority.revoke(ACME, token.claims().jti())).contains(token.claims());
        assertThat(authority.revoke(ACME, token.claims().jti())).isEmpty();
        assertThat(authority.revoke(ACME, "no such id")).isEmpty();
        assertThat(rejected(token).code()).isEqualTo(Code.REVOKED);
        assertThat(rejected(token).jti()).isEqualTo(token.claims().jti());
        assertThat(authority.isRevoked(token.claims())).isTrue();
        accepted(other);
    }

    @Test
    void revokingAllKillsThoseOfSessionsTooAndOfNoOtherTenant() throws Exception {
        IssuedToken listed = issue(Duration.ofMinutes(30));
        IssuedToken silent = authority.issue(request(ACME, Duration.ofMinutes(30), Purpose.SESSION));
        IssuedToken other = authority.issue(request(GLOBEX, Duration.ofMinutes(30), Purpose.ISSUED));
        assertThat(authority.revokeAll(ACME)).isEqualTo(2);
        assertThat(rejected(listed).code()).isEqualTo(Code.UNKNOWN_KEY);
        assertThat(authority.isRevoked(silent.claims())).isTrue();
        assertThat(authority.verify(other.compact(), GLOBEX)).isInstanceOf(Accepted.class);
        accepted(issue(Duration.ofMinutes(30)));
    }

    @Test
    void theListShowsLiveTokensThatSomeoneAskedFor() throws Exception {
        IssuedToken first = issue(Duration.ofMinutes(10));
        clocks.pass(Duration.ofSeconds(1));
        IssuedToken second = issue(Duration.ofMinutes(30));
        IssuedToken revoked = issue(Duration.ofMinutes(30));
        authority.issue(request(ACME, Duration.ofMinutes(30), Purpose.SESSION));
        authority.issue(request(GLOBEX, Duration.ofMinutes(30), Purpose.ISSUED));
        authority.revoke(ACME, revoked.claims().jti());
        assertThat(authority.list(ACME)).containsExactly(first.claims(), second.claims());
        clocks.pass(Duration.ofMinutes(10));
        assertThat(authority.list(ACME)).containsExactly(second.claims());
        assertThat(authority.list(new TenantId("nobody"))).isEmpty();
    }

    @Test
    void lifetimesOutsideOfOneSecondToSixtyMinutesAreRefused() {
        for (Duration bad : List.of(
                Duration.ofMillis(999),
                Duration.ZERO,
                Duration.ofSeconds(-1),
                Duration.ofMinutes(60).plusMillis(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> request(ACME, bad, Purpose.ISSUED))
                    .withMessageContaining("1 second to 60 minutes");
        }
        assertThat(request(ACME, Duration.ofMinutes(60), Purpose.ISSUED)).isNotNull();
    }

    @Test
    void aSubjectThatCouldNotStandInALogIsRefused() {
        for (String bad : new String[] {"", "a b", "a\n", "ä", "a".repeat(129)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TokenRequest(
                            ACME, bad, List.of(), ResourcePrefix.WHOLE, TokenRequest.DEFAULT, Purpose.ISSUED));
        }
    }

    @Test
    void aTokenThatWouldBeTooLongToVerifyIsNotIssued() {
        var tools = Collections.nCopies(64, new ToolPattern("a".repeat(128)));
        assertThatThrownBy(() -> authority.issue(new TokenRequest(
                        ACME, "consultant", tools, ResourcePrefix.WHOLE, TokenRequest.DEFAULT, Purpose.ISSUED)))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("name fewer tools");
    }

    @Test
    void aTokenDoesNotPrintItself() throws Exception {
        IssuedToken token = issue(Duration.ofMinutes(30));
        assertThat(token.toString())
                .contains(token.claims().jti())
                .doesNotContain(token.compact().split("\\.")[0]);
    }

    private IssuedToken issue(Duration lifetime) throws TokenException {
        return authority.issue(request(ACME, lifetime, Purpose.ISSUED));
    }

    private static TokenRequest request(TenantId tenant, Duration lifetime, Purpose purpose) {
        var tools = List.of(new ToolPattern("read_file"), new ToolPattern("crm__send_*"));
        return new TokenRequest(tenant, "consultant", tools, ResourcePrefix.WHOLE, lifetime, purpose);
    }

    private TokenClaims accepted(IssuedToken token) {
        assertThat(authority.verify(token.compact(), ACME)).isInstanceOf(Accepted.class);
        return ((Accepted) authority.verify(token.compact(), ACME)).claims();
    }

    private Rejected rejected(IssuedToken token) {
        return rejected(token.compact(), ACME);
    }

    private Rejected rejected(String compact, TenantId tenant) {
        assertThat(authority.verify(compact, tenant)).isInstanceOf(Rejected.class);
        return (Rejected) authority.verify(compact, tenant);
    }
}
