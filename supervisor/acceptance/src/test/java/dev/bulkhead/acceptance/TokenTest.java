package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.status;
import static dev.bulkhead.acceptance.Agency.type;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A token opens what it says, for as long as it says; anything else that looks like one opens nothing and is recorded. */
class TokenTest {
    private static final Duration SOON = Duration.ofSeconds(3);

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme", "globex");
        agency.onlyTell("acme", "cross-tenant-probe");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    @Test
    void aForgedTokenIsRefusedAndRecorded() throws Exception {
        String good = agency.token("acme", "--tools", "read_file");
        String theirs = agency.token("globex");
        Map<String, String> forged = new LinkedHashMap<>();
        forged.put(
                "a tool more",
                Tokens.withClaims(
                        good, claims -> claims.withArray("allowed_tools").add("write_file")));
        forged.put(
                "every tool",
                Tokens.withClaims(
                        good, claims -> claims.putArray("allowed_tools").add("*")));
        forged.put(
                "a longer life",
                Tokens.withClaims(
                        good, claims -> claims.put("exp", claims.path("exp").asLong() + 600)));
        forged.put("no algorithm", Tokens.withHeader(good, header -> header.put("alg", "none")));
        forged.put(
                "no algorithm, no signature",
                Tokens.withoutSignature(Tokens.withHeader(good, header -> header.put("alg", "none"))));
        forged.put("no signature", Tokens.withoutSignature(good));
        forged.put(
                "another's signature", Tokens.withoutSignature(good) + theirs.substring(theirs.lastIndexOf('.') + 1));
        forged.put("another tenant's", theirs);
        forged.put(
                "another tenant's, said to be ours",
                Tokens.withClaims(
                        theirs,
                        claims -> claims.put("tenant_id", "acme")
                                .put("aud", "bulkhead:acme")
                                .put("resource_prefix", "acme/")));
        forged.put("not a token", "x");
        int before = refusals("acme");
        for (Map.Entry<String, String> one : forged.entrySet()) {
            try (HostSession host =
                    agency.bulkhead().host("acme").token(one.getValue()).open()) {
                assertThat(host.exitCode(SOON)).as(one.getKey()).isEqualTo(1);
                assertThat(host.stderr()).as(one.getKey()).contains("bulkhead: the token is refused");
                assertThat(host.untaken()).as(one.getKey()).isEmpty();
            }
        }
        assertThat(refusals("acme") - before).isEqualTo(forged.size());
        try (HostSession host = agency.host("acme", good)) {
            assertThat(host.tools()).containsExactly("read_file");
        }
    }

    private static int refusals(String tenant) throws IOException {
        return agency.audit(tenant, type("token_refused").and(status("denied"))).size();
    }

    @Test
    void aTokenOpensUntilItExpiresAndNothingAfter() throws Exception {
        String token = agency.token("acme", "--ttl", "3s");
        Instant expires = Instant.ofEpochSecond(Tokens.claims(token).path("exp").asLong());
        try (HostSession host = agency.host("acme", token)) {
            assertThat(host.tools()).contains("read_file");
            Await.until(
                    "the session ends with its token",
                    Duration.between(Instant.now(), expires).plusSeconds(2),
                    () -> !host.isAlive());
            assertThat(Instant.now()).isAfterOrEqualTo(expires);
        }
        try (HostSession late = agency.bulkhead().host("acme").token(token).open()) {
            assertThat(late.exitCode(SOON)).isEqualTo(1);
            assertThat(late.stderr()).contains("it has expired");
        }
        String jti = Tokens.claims(token).path("jti").asText();
        assertThat(agency.audit("acme", type("token_refused")))
                .anyMatch(row -> row.path("token_id").asText().equals(jti)
                        && row.path("detail").asText().contains("expired"));
    }

    @Test
    void aRevokedTokenEndsItsSessionAndNoOther() throws Exception {
        String revoked = agency.token("acme");
        String other = agency.token("acme");
        String jti = Tokens.claims(revoked).path("jti").asText();
        try (HostSession host = agency.host("acme", revoked);
                HostSession stays = agency.host("acme", other)) {
            assertThat(host.tools()).contains("read_file");
            agency.bulkhead().ok("token", "revoke", "acme", jti);
            host.exitCode(SOON);
            assertThat(stays.tools()).contains("read_file");
        }
        try (HostSession again = agency.bulkhead().host("acme").token(revoked).open()) {
            assertThat(again.exitCode(SOON)).isEqualTo(1);
            assertThat(again.stderr()).contains("revoked");
        }
    }

    @Test
    void aTokenSaysWhoseItIsWhatItAllowsAndForHowLong() throws Exception {
        JsonNode claims = Tokens.claims(agency.token("acme", "--ttl", "20m", "--tools", "read_file,list_*"));
        assertThat(claims.path("tenant_id").asText()).isEqualTo("acme");
        assertThat(claims.path("resource_prefix").asText()).isEqualTo("acme/");
        assertThat(claims.path("allowed_tools").toString()).isEqualTo("[\"read_file\",\"list_*\"]");
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(20 * 60);
        assertThat(claims.path("sub").asText()).isNotEmpty();
    }
}
