package dev.bulkhead.daemon.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.bulkhead.daemon.tenant.ToolPattern;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may be wrong with the token by which a provider vouches for somebody; everywhere the right one passes. */
class IdTokenTest {
    private SignInFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new SignInFixture();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void anIdTokenForAnotherQuestionClientOrIssuerIsRefused() throws Exception {
        fixture.assertRefusedClaims(builder -> builder.claim("nonce", "another"), "not good");
        fixture.assertRefusedClaims(builder -> builder.claim("nonce", null), "not good");
        fixture.assertRefusedClaims(builder -> builder.issuer("https://login.evil.example"), "not good");
        fixture.assertRefusedClaims(builder -> builder.audience("another"), "not good");
        fixture.assertRefusedClaims(builder -> builder.audience(List.of("bulkhead", "another")), "");
        fixture.assertRefusedClaims(builder -> builder.claim("azp", "another"), "");
        fixture.assertRefusedClaims(builder -> builder.subject(null), "");
        fixture.signIn().close();
    }

    @Test
    void anIdTokenOfAnotherTimeIsRefused() throws Exception {
        fixture.assertRefusedClaims(
                builder -> builder.expirationTime(Date.from(Instant.now().minusSeconds(90))), "not good");
        fixture.assertRefusedClaims(
                builder -> builder.issueTime(Date.from(Instant.now().plusSeconds(600))), "");
        fixture.assertRefusedClaims(builder -> builder.claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), "at_hash");
        fixture.signIn().close();
    }

    @Test
    void anIdTokenThatIsSignedInAnotherWayOrByAnotherIsRefused() throws Exception {
        fixture.provider.signing = claims -> new PlainJWT(claims).serialize();
        fixture.assertRefused("not good");
        fixture.provider.signing = claims -> {
            var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
            jwt.sign(new MACSigner(OneProvider.KEY.toPublicJWK().toJSONString()));
            return jwt.serialize();
        };
        fixture.assertRefused("not good");
        fixture.provider.signing = claims -> OneProvider.signed(JWSAlgorithm.RS512, OneProvider.KEY, claims);
        fixture.assertRefused("not good");
        fixture.provider.signing =
                claims -> OneProvider.signed(JWSAlgorithm.RS256, OneProvider.strangersKeyOfTheSameName(), claims);
        fixture.assertRefused("not good");
        fixture.provider.signing = claims -> OneProvider.signed(JWSAlgorithm.RS256, OneProvider.KEY, claims);
        fixture.signIn().close();
    }

    @Test
    void anAnswerWithoutAnIdTokenIsRefused() {
        fixture.provider.answer = tokens -> {
            tokens.remove("id_token");
            return tokens;
        };
        fixture.assertRefused("");
    }

    @Test
    void noGroupOrAnUnknownOneMayDoNothing() throws Exception {
        fixture.assertRefusedClaims(builder -> builder.claim("groups", null), "names no group");
        fixture.assertRefusedClaims(builder -> builder.claim("groups", List.of()), "names no group");
        fixture.assertRefusedClaims(builder -> builder.claim("groups", "consultants"), "names no group");
        fixture.assertRefusedClaims(builder -> builder.claim("groups", List.of("consultants", 7)), "names no group");
        fixture.assertRefusedClaims(
                builder -> builder.claim("groups", List.of("strangers", "*")), "none of your groups");
        fixture.signIn().close();
    }

    @Test
    void severalGroupsMayWhatEachMayForTheShortestTime() throws Exception {
        fixture.provider.claims = builder -> builder.claim("groups", List.of("auditors", "strangers", "consultants"));
        try (Vouched vouched = fixture.signIn()) {
            assertThat(vouched.rights().tools())
                    .containsExactlyInAnyOrder(new ToolPattern("read_*"), new ToolPattern("list_files"));
            assertThat(vouched.rights().lifetime()).isEqualTo(Duration.ofMinutes(5));
        }
        fixture.assertRefusedClaims(builder -> builder.claim("groups", List.of("writers", "consultants")), "prefixes");
    }

    @Test
    void aFreshProofIsAskedForAndChecked() throws Exception {
        fixture.maxAge = Optional.of(Duration.ofMinutes(5));
        fixture.assertRefused("auth_time");
        long now = Instant.now().getEpochSecond();
        fixture.assertRefusedClaims(builder -> builder.claim("auth_time", now - 600), "afresh");
        fixture.provider.claims = builder -> builder.claim("auth_time", now - 10);
        fixture.signIn().close();
        assertThat(fixture.pages.getLast().getRawQuery())
                .contains("prompt=login")
                .contains("max_age=300");
    }
}
