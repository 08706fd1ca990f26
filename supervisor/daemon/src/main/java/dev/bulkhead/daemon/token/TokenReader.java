package dev.bulkhead.daemon.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bulkhead.daemon.tenant.ResourcePrefix;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.daemon.token.Verification.Code;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes a compact token apart, with no leniency: RFC 7515 §5.2 and RFC 8725 leave a verifier choices, and each is the narrow
 * one here. Base64url must be canonical, else the unused bits of a signature's last character could be changed unseen; header
 * and claims hold exactly the members that we write, else {@code jwk}, {@code jku}, {@code x5c} or {@code crit} might one day
 * mean something to the library.
 */
final class TokenReader {
    static final String TYPE = "bulkhead-session+jwt";
    static final String ISSUER = "bulkhead";
    static final int MOST_BYTES = 8192;

    private static final int SIGNATURE_BYTES = 64;
    private static final Pattern JTI = Pattern.compile("[A-Za-z0-9_-]{22}");
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");
    private static final Set<String> CLAIMS =
            Set.of("iss", "aud", "sub", "tenant_id", "allowed_tools", "resource_prefix", "iat", "exp", "jti");

    /** Not the JOSE library's own reader, which takes what is not JSON and lets the last of two members win. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    private TokenReader() {}

    /** A token whose form and header are ours. Its claims are not to be believed before its signature was checked. */
    record Parts(String keyId, byte[] signingInput, String signature, byte[] payload) {}

    /** Why reading stopped. Not an error of ours, so it costs no stack trace. */
    static final class Unreadable extends Exception {
        final Code code;

        Unreadable(Code code, String message) {
            super(message, null, false, false);
            this.code = code;
        }
    }

    static Parts parts(String compact) throws Unreadable {
        if (compact.length() > MOST_BYTES) {
            throw new Unreadable(Code.OVERSIZED, "it is longer than any token of ours");
        }
        String[] parts = compact.split("\\.", -1);
        if (parts.length != 3) {
            throw new Unreadable(Code.MALFORMED, "it is not a signed token");
        }
        Map<String, Object> header = json(canonical(parts[0]));
        if (!"ES256".equals(header.get("alg"))) {
            throw new Unreadable(Code.ALGORITHM, "it is not signed in our way");
        }
        if (!TYPE.equals(header.get("typ"))) {
            throw new Unreadable(Code.TYPE, "it is a token for something else");
        }
        if (!header.keySet().equals(HEADER) || !(header.get("kid") instanceof String keyId)) {
            throw new Unreadable(Code.HEADER, "its header is not of our making");
        }
        byte[] payload = canonical(parts[1]);
        if (canonical(parts[2]).length != SIGNATURE_BYTES) {
            throw new Unreadable(Code.SIGNATURE, "its signature is not one");
        }
        byte[] signingInput = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
        return new Parts(keyId, signingInput, parts[2], payload);
    }

    private static byte[] canonical(String part) throws Unreadable {
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(part);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(decoded).equals(part)) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            throw new Unreadable(Code.MALFORMED, "a part of it is not base64url");
        }
        throw new Unreadable(Code.MALFORMED, "a part of it is not canonical base64url");
    }

    private static Map<String, Object> json(byte[] bytes) throws Unreadable {
        try {
            // A JSON null becomes null, which is no object.
            @Nullable Map<String, Object> object = JSON.readValue(bytes, new TypeReference<>() {});
            if (object != null) {
                return object;
            }
        } catch (IOException e) {
            throw new Unreadable(Code.MALFORMED, "a part of it is not a JSON object");
        }
        throw new Unreadable(Code.MALFORMED, "a part of it is not a JSON object");
    }

    /** Reads the claims of a token whose signature is good, and checks all but whether it is live now. */
    static TokenClaims claims(Parts parts, TenantId tenant) throws Unreadable {
        Map<String, Object> claims = json(parts.payload);
        if (!claims.keySet().equals(CLAIMS)) {
            throw new Unreadable(Code.CLAIMS, "a claim is missing, or is one too many");
        }
        if (!ISSUER.equals(claims.get("iss"))) {
            throw new Unreadable(Code.CLAIMS, "it is of another issuer");
        }
        if (!audience(tenant).equals(claims.get("aud")) || !tenant.value().equals(claims.get("tenant_id"))) {
            throw new Unreadable(Code.OTHER_TENANT, "it is not for this tenant");
        }
        ResourcePrefix prefix = prefix(claims.get("resource_prefix"), tenant);
        if (!(claims.get("sub") instanceof String subject)
                || !TokenRequest.SUBJECT.matcher(subject).matches()) {
            throw new Unreadable(Code.CLAIMS, "its subject is unusable");
        }
        if (!(claims.get("jti") instanceof String jti) || !JTI.matcher(jti).matches()) {
            throw new Unreadable(Code.CLAIMS, "its id is unusable");
        }
        Instant issuedAt = instant(claims.get("iat"));
        Instant expires = instant(claims.get("exp"));
        Duration lifetime = Duration.between(issuedAt, expires);
        if (lifetime.compareTo(TokenRequest.SHORTEST) < 0 || lifetime.compareTo(TokenRequest.LONGEST) > 0) {
            throw new Unreadable(Code.LIFETIME, "its lifetime is not 1 second to 60 minutes");
        }
        return new TokenClaims(
                tenant,
                subject,
                tools(claims.get("allowed_tools")),
                prefix.of(tenant),
                issuedAt,
                expires,
                jti,
                parts.keyId);
    }

    private static ResourcePrefix prefix(@Nullable Object claim, TenantId tenant) throws Unreadable {
        if (claim instanceof String prefix) {
            try {
                return ResourcePrefix.parse(tenant, prefix);
            } catch (IllegalArgumentException e) {
                throw new Unreadable(Code.CLAIMS, "its resources are not this tenant's");
            }
        }
        throw new Unreadable(Code.CLAIMS, "its resources are not this tenant's");
    }

    private static List<ToolPattern> tools(@Nullable Object claim) throws Unreadable {
        if (!(claim instanceof List<?> list) || list.size() > TokenRequest.MOST_TOOLS) {
            throw new Unreadable(Code.CLAIMS, "its tools are not a list");
        }
        var tools = new ArrayList<ToolPattern>();
        for (Object one : list) {
            if (!(one instanceof String pattern) || !ToolPattern.isValid(pattern)) {
                throw new Unreadable(Code.CLAIMS, "one of its tools is no pattern");
            }
            tools.add(new ToolPattern(pattern));
        }
        return tools;
    }

    private static Instant instant(@Nullable Object claim) throws Unreadable {
        if (claim instanceof Long seconds && seconds >= 0) {
            try {
                return Instant.ofEpochSecond(seconds);
            } catch (DateTimeException e) {
                throw new Unreadable(Code.CLAIMS, "its times are unusable");
            }
        }
        throw new Unreadable(Code.CLAIMS, "its times are not whole seconds");
    }

    static String audience(TenantId tenant) {
        return ISSUER + ":" + tenant;
    }
}
