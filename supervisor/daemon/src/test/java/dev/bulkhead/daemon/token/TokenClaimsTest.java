package dev.bulkhead.daemon.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.token.TokenReader.Unreadable;
import dev.bulkhead.daemon.token.Verification.Code;
import dev.bulkhead.protocol.home.TenantId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Claims that a good signature stands under, and that are refused all the same: a bug of ours must not widen a token. */
class TokenClaimsTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final String GOOD = """
            {"iss":"bulkhead","aud":"bulkhead:acme","sub":"consultant","tenant_id":"acme","allowed_tools":["read_*"],\
            "resource_prefix":"acme/","iat":1000,"exp":2000,"jti":"AAAAAAAAAAAAAAAAAAAAAA"}""";

    @Test
    void theClaimsThatTheOthersAreMadeFromAreGood() throws Exception {
        TokenClaims claims = read(GOOD);
        assertThat(claims.allows("read_file")).isTrue();
        assertThat(claims.issuedAt()).hasToString("1970-01-01T00:16:40Z");
        assertThat(read(GOOD.replace("[\"read_*\"]", "[]")).allows("read_file")).isFalse();
    }

    @Test
    void eachClaimIsNeeded() {
        for (String name :
                new String[] {"iss", "aud", "sub", "tenant_id", "allowed_tools", "resource_prefix", "iat", "exp", "jti"
                }) {
            assertRefused(Code.CLAIMS, GOOD.replace("\"" + name + "\":", "\"x-" + name + "\":"));
        }
        assertRefused(Code.CLAIMS, "{}");
    }

    @Test
    void aClaimTooManyIsRefused() {
        assertRefused(Code.CLAIMS, GOOD.replace("{\"iss\"", "{\"nbf\":1,\"iss\""));
    }

    @Test
    void anotherTenantInAnyClaimIsRefused() {
        assertRefused(Code.OTHER_TENANT, GOOD.replace("bulkhead:acme", "bulkhead:globex"));
        assertRefused(Code.OTHER_TENANT, GOOD.replace("\"tenant_id\":\"acme\"", "\"tenant_id\":\"globex\""));
        assertRefused(Code.CLAIMS, GOOD.replace("acme/", "globex/"));
        assertRefused(Code.CLAIMS, GOOD.replace("acme/", ""));
        assertRefused(Code.OTHER_TENANT, GOOD.replace("\"bulkhead:acme\"", "[\"bulkhead:acme\",\"bulkhead:globex\"]"));
    }

    @Test
    void aNarrowerPrefixIsReadAndOneThatLeadsElsewhereIsRefused() throws Exception {
        assertThat(read(GOOD.replace("acme/", "acme/reports/2026/")).resourcePrefix())
                .isEqualTo("acme/reports/2026/");
        for (String prefix : new String[] {
            "acme/../", "acme/reports", "acme//", "acmes/", "acme/reports/../../", "acme/./", "/acme/", "acme/a\\\\b/"
        }) {
            assertRefused(Code.CLAIMS, GOOD.replace("acme/", prefix));
        }
        assertRefused(Code.CLAIMS, GOOD.replace("\"acme/\"", "7"));
    }

    @Test
    void claimsOfAWrongTypeAreRefused() {
        assertRefused(Code.CLAIMS, GOOD.replace("\"bulkhead\"", "\"another\""));
        assertRefused(Code.CLAIMS, GOOD.replace("\"consultant\"", "7"));
        assertRefused(Code.CLAIMS, GOOD.replace("\"consultant\"", "\"\""));
        assertRefused(Code.CLAIMS, GOOD.replace("[\"read_*\"]", "\"*\""));
        assertRefused(Code.CLAIMS, GOOD.replace("[\"read_*\"]", "null"));
        assertRefused(Code.CLAIMS, GOOD.replace("[\"read_*\"]", "[1]"));
        assertRefused(Code.CLAIMS, GOOD.replace("[\"read_*\"]", "[null]"));
        assertRefused(Code.CLAIMS, GOOD.replace("[\"read_*\"]", "[\"a b\"]"));
        assertRefused(Code.CLAIMS, GOOD.replace("AAAAAAAAAAAAAAAAAAAAAA", "short"));
        for (String time : new String[] {"\"2000\"", "2000.5", "-1", "null", "1e3", "true"}) {
            assertRefused(Code.CLAIMS, GOOD.replace("2000", time));
            assertRefused(Code.CLAIMS, GOOD.replace("1000", time));
        }
        assertRefused(Code.CLAIMS, GOOD.replace("2000", String.valueOf(Long.MAX_VALUE)));
        assertRefused(Code.MALFORMED, GOOD.replace("2000", "99999999999999999999"));
        assertRefused(Code.MALFORMED, GOOD.replace("{\"iss\"", "{\"exp\":9000,\"iss\""));
    }

    @Test
    void aLifetimeThatIsTooLongOrNoneIsRefused() throws Exception {
        for (String end : new String[] {"4601", "1000", "999", "0", "253402300799"}) {
            assertRefused(Code.LIFETIME, GOOD.replace("2000", end));
        }
        assertThat(read(GOOD.replace("2000", "4600"))).isNotNull();
        assertThat(read(GOOD.replace("2000", "1001"))).isNotNull();
    }

    private static TokenClaims read(String json) throws Unreadable {
        byte[] payload = json.getBytes(StandardCharsets.UTF_8);
        return TokenReader.claims(new TokenReader.Parts("kid", new byte[0], "", payload), ACME);
    }

    private static void assertRefused(Code code, String json) {
        assertThat(json).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> read(json))
                .as(json)
                .isInstanceOfSatisfying(
                        Unreadable.class, e -> assertThat(e.code).isEqualTo(code));
    }
}
