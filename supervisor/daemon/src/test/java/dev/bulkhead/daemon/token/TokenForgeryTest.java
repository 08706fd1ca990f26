package dev.bulkhead.daemon.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.bulkhead.daemon.tenant.ResourcePrefix;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.daemon.token.TokenRequest.Purpose;
import dev.bulkhead.daemon.token.Verification.Accepted;
import dev.bulkhead.daemon.token.Verification.Code;
import dev.bulkhead.daemon.token.Verification.Rejected;
import dev.bulkhead.protocol.home.TenantId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Each attempt without the tenant's key. What is refused of a token that the key did sign is in {@link TokenClaimsTest}. */
class TokenForgeryTest {
    private static final TenantId ACME = new TenantId("acme");

    private final TokenAuthority authority = new TokenAuthority(new Clocks().expiryClock(), new SecureRandom());
    private final IssuedToken good;
    private final JWTClaimsSet claims;
    private final String kid;

    TokenForgeryTest() throws Exception {
        authority.unlock(ACME);
        good = authority.issue(new TokenRequest(
                ACME,
                "consultant",
                List.of(new ToolPattern("*")),
                ResourcePrefix.WHOLE,
                TokenRequest.DEFAULT,
                Purpose.ISSUED));
        SignedJWT parsed = SignedJWT.parse(good.compact());
        claims = parsed.getJWTClaimsSet();
        kid = parsed.getHeader().getKeyID();
    }

    @Test
    void theTokenThatTheForgeriesCopyIsGood() {
        assertThat(authority.verify(good.compact(), ACME)).isInstanceOf(Accepted.class);
    }

    @Test
    void noneIsNoAlgorithm() {
        assertRefused(Code.ALGORITHM, new PlainJWT(claims).serialize());
        assertRefused(
                Code.ALGORITHM,
                raw("{\"alg\":\"none\",\"typ\":\"" + TokenReader.TYPE + "\",\"kid\":\"" + kid + "\"}") + "."
                        + good.compact().split("\\.", -1)[1] + ".");
    }

    @Test
    void aMacKeyedWithAnythingPublicIsRefused() throws Exception {
        ECKey guess = new ECKeyGenerator(Curve.P_256).generate();
        byte[] publicKey = guess.toECPublicKey().getEncoded();
        assertRefused(Code.ALGORITHM, signed(JWSAlgorithm.HS256, new MACSigner(publicKey)));
    }

    @Test
    void anAttackersKeyUnderTheRightKidIsRefused() throws Exception {
        assertRefused(Code.SIGNATURE, signed(JWSAlgorithm.ES256, new ECDSASigner(attackersKey())));
    }

    @Test
    void aKeyThatTheTokenBringsIsNotTaken() throws Exception {
        ECKey attacker = attackersKey();
        assertRefused(Code.HEADER, signed(header().jwk(attacker.toPublicJWK()).build(), attacker));
        assertRefused(
                Code.HEADER,
                signed(header().jwkURL(new URI("https://evil.example/keys")).build(), attacker));
        assertRefused(
                Code.HEADER,
                signed(header().x509CertURL(new URI("https://evil.example/c")).build(), attacker));
    }

    @Test
    void aKidThatIsAPathAQueryOrUnknownFindsNoKey() throws Exception {
        ECKey attacker = attackersKey();
        for (String bad : new String[] {"../../dev/null", "' or 1=1 --", "", kid + " ", "other"}) {
            assertRefused(Code.UNKNOWN_KEY, signed(header().keyID(bad).build(), attacker));
        }
        assertRefused(Code.HEADER, signed(header().keyID(null).build(), attacker));
    }

    @Test
    void anotherCurveIsRefused() throws Exception {
        ECKey attacker = new ECKeyGenerator(Curve.P_384).generate();
        assertRefused(Code.ALGORITHM, signed(JWSAlgorithm.ES384, new ECDSASigner(attacker)));
    }

    @Test
    void aTokenOfAnotherTypeIsRefused() throws Exception {
        for (String type : new String[] {"JWT", "BULKHEAD-SESSION+JWT", "bulkhead-vault+jwe"}) {
            assertRefused(
                    Code.TYPE, signed(header().type(new JOSEObjectType(type)).build(), attackersKey()));
        }
        assertRefused(Code.TYPE, signed(header().type(null).build(), attackersKey()));
    }

    @Test
    void criticalHeadersAreRefused() throws Exception {
        assertRefused(
                Code.HEADER,
                signed(
                        header().customParam("x", "y")
                                .criticalParams(Set.of("x"))
                                .build(),
                        attackersKey()));
        assertRefused(Code.HEADER, signed(header().customParam("x", "y").build(), attackersKey()));
    }

    @Test
    void anAlteredPayloadIsRefused() {
        String[] parts = good.compact().split("\\.", -1);
        String wider = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("consultant", "superadmin");
        assertRefused(Code.SIGNATURE, parts[0] + "." + raw(wider) + "." + parts[2]);
    }

    @Test
    void anAllZeroSignatureIsRefused() {
        assertRefused(
                Code.SIGNATURE,
                withSignature(Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64])));
        assertRefused(Code.SIGNATURE, withSignature(""));
        assertRefused(Code.SIGNATURE, withSignature("AAAA"));
    }

    @Test
    void whatIsNoTokenIsRefused() {
        for (String bad : new String[] {
            "",
            ".",
            "..",
            "...",
            "a.b.c",
            "null",
            "{}",
            good.compact() + ".",
            " " + good.compact(),
            good.compact() + "\n"
        }) {
            assertThat(authority.verify(bad, ACME)).as(bad).isInstanceOf(Rejected.class);
        }
        for (String json : new String[] {"null", "[]", "1", "\"x\"", "{", "[".repeat(4000)}) {
            assertRefused(Code.MALFORMED, raw(json) + "." + raw("{}") + "." + raw("x"));
        }
        assertRefused(Code.OVERSIZED, "a".repeat(8193));
        assertRefused(Code.OVERSIZED, ".".repeat(1 << 20));
    }

    @Property(tries = 500)
    void anyByteFlippedAnywhereIsRefused(
            @ForAll @IntRange(min = 0, max = 10_000) int place, @ForAll @IntRange(min = 1, max = 127) int flip) {
        byte[] token = good.compact().getBytes(StandardCharsets.US_ASCII);
        token[place % token.length] ^= (byte) flip;
        assertThat(authority.verify(new String(token, StandardCharsets.ISO_8859_1), ACME))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void theUnusedBitsOfTheLastCharacterCannotBeChangedUnseen() {
        String compact = good.compact();
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char last = compact.charAt(compact.length() - 1);
        for (char other : alphabet.toCharArray()) {
            if (other != last) {
                assertThat(authority.verify(compact.substring(0, compact.length() - 1) + other, ACME))
                        .isInstanceOf(Rejected.class);
            }
        }
    }

    private JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType(TokenReader.TYPE))
                .keyID(kid);
    }

    private String signed(JWSHeader header, ECKey key) throws Exception {
        var token = new SignedJWT(header, claims);
        var signer = new ECDSASigner(key);
        if (header.getCriticalParams() != null) {
            var plain = new SignedJWT(header().build(), claims);
            plain.sign(signer);
            return header.toBase64URL() + "." + claims.toPayload().toBase64URL() + "." + plain.getSignature();
        }
        token.sign(signer);
        return token.serialize();
    }

    private String signed(JWSAlgorithm algorithm, JWSSigner signer) throws Exception {
        var token = new SignedJWT(
                new JWSHeader.Builder(algorithm)
                        .type(new JOSEObjectType(TokenReader.TYPE))
                        .keyID(kid)
                        .build(),
                claims);
        token.sign(signer);
        return token.serialize();
    }

    private String withSignature(String signature) {
        return good.compact().substring(0, good.compact().lastIndexOf('.') + 1) + signature;
    }

    private static ECKey attackersKey() throws Exception {
        return new ECKeyGenerator(Curve.P_256).generate();
    }

    private static String raw(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void assertRefused(Code code, String compact) {
        assertThat(authority.verify(compact, ACME)).isInstanceOfSatisfying(Rejected.class, answer -> {
            assertThat(answer.code()).isEqualTo(code);
            assertThat(answer.jti()).isNull();
            assertThat(answer.reason()).startsWith("the token is not good for tenant 'acme': ");
        });
    }
}
