package dev.bulkhead.daemon.token;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What came of checking a token. */
public sealed interface Verification {
    /** It is good now. Whether it is still good at a later call, {@link TokenAuthority#isRevoked} and its expiry say. */
    record Accepted(TokenClaims claims) implements Verification {}

    /**
     * It is not good.
     *
     * @param code for the audit and for rules that count
     * @param reason one sentence for the consultant; it names the expected tenant alone, and repeats nothing of the token
     * @param jti the token's id, where a good signature vouches for it
     */
    record Rejected(Code code, String reason, @Nullable String jti) implements Verification {}

    /** Why a token is not good. The wire name is the lower-case one. */
    enum Code {
        /** Longer than any token of ours. */
        OVERSIZED,
        /** Not three parts of canonical base64url with JSON in them. */
        MALFORMED,
        /** Not ES256: {@code none}, HS256 with a public key, another curve. */
        ALGORITHM,
        /** A JWT made for something else. */
        TYPE,
        /** A header that brings or points to a key, is critical, or is not of our making. */
        HEADER,
        /** The tenant is not signed in, so it has no key. */
        NOT_SIGNED_IN,
        /** A good token's key, but of another tenant. */
        OTHER_TENANT,
        /** A key that is none any more, or never was. */
        UNKNOWN_KEY,
        /** Altered, or signed by someone else. */
        SIGNATURE,
        /** A claim that is missing, of a wrong type, or not what we issue. */
        CLAIMS,
        /** From its start to its end it would be longer than a token may live. */
        LIFETIME,
        /** Its start is yet to come. */
        NOT_YET,
        EXPIRED,
        REVOKED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
