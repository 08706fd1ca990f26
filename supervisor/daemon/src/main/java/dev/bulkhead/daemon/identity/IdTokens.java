package dev.bulkhead.daemon.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.InvalidHashException;
import dev.bulkhead.daemon.tenant.IdentitySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks ID tokens (OpenID Connect Core 1.0 §3.1.3.7) against the pinned issuer, client and algorithm: the header's own word
 * for its algorithm counts for nothing. Stateless.
 */
final class IdTokens {
    /** Two machines' clocks differ. */
    static final Duration SKEW = Duration.ofSeconds(60);

    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_GROUPS = 10_000;

    private IdTokens() {}

    /**
     * What a token has to fit, besides the settings.
     *
     * @param nonce of the request; null at a renewal and in the device flow, which have none
     * @param maxAge how long ago the consultant may have proved who they are, where that was asked
     */
    record Expected(@Nullable Nonce nonce, Optional<Duration> maxAge, Instant now) {}

    /** Returns the token's claims, all of them checked. */
    static IDTokenClaimsSet check(
            JWT token, @Nullable AccessToken access, IdentitySettings settings, JWKSet keys, Expected expected)
            throws IdentityException {
        JWSAlgorithm algorithm = JWSAlgorithm.parse(settings.algorithm());
        var validator = new IDTokenValidator(
                new Issuer(settings.issuer().toString()), new ClientID(settings.clientId()), algorithm, strong(keys));
        validator.setMaxClockSkew((int) SKEW.toSeconds());
        IDTokenClaimsSet claims;
        try {
            claims = validator.validate(token, expected.nonce());
            AccessTokenHash hash = claims.getAccessTokenHash();
            if (hash != null && access != null) {
                AccessTokenValidator.validate(access, algorithm, hash);
            }
        } catch (BadJOSEException | JOSEException e) {
            throw IdentityException.refused("the provider's ID token is not good: " + e.getMessage());
        } catch (InvalidHashException e) {
            throw IdentityException.refused("the provider's ID token belongs to another access token (at_hash)");
        }
        boolean isForMore = claims.getAudience().size() > 1;
        boolean isForUs = claims.getAuthorizedParty() == null
                ? !isForMore
                : claims.getAuthorizedParty().getValue().equals(settings.clientId());
        if (!isForUs) {
            throw IdentityException.refused("the provider's ID token was made for another application (azp)");
        }
        if (claims.getIssueTime().toInstant().isAfter(expected.now().plus(SKEW))) {
            throw IdentityException.refused("the provider's ID token is of the future: check this machine's clock");
        }
        if (expected.maxAge().isPresent()) {
            checkAge(claims, expected.maxAge().get(), expected.now());
        }
        return claims;
    }

    private static void checkAge(IDTokenClaimsSet claims, Duration maxAge, Instant now) throws IdentityException {
        if (claims.getAuthenticationTime() == null) {
            throw IdentityException.refused(
                    "the provider does not say when you proved who you are (auth_time), and a fresh proof was asked for");
        }
        Instant proved = claims.getAuthenticationTime().toInstant();
        if (proved.plus(maxAge).plus(SKEW).isBefore(now) || proved.isAfter(now.plus(SKEW))) {
            throw IdentityException.refused(
                    "the provider did not ask you afresh who you are: sign out there, then try again");
        }
    }

    private static JWKSet strong(JWKSet keys) {
        List<JWK> strong = new ArrayList<>();
        for (JWK key : keys.toPublicJWKSet().getKeys()) {
            if (!(key instanceof RSAKey rsa) || rsa.size() >= LEAST_RSA_BITS) {
                strong.add(key);
            }
        }
        return new JWKSet(strong);
    }

    /** Returns the groups that {@code claims} lists; empty where it lists none, or something that is no list of texts. */
    static Optional<List<String>> groups(IDTokenClaimsSet claims, String claim) {
        if (!(claims.getClaim(claim) instanceof List<?> list) || list.isEmpty() || list.size() > MOST_GROUPS) {
            return Optional.empty();
        }
        List<String> groups = new ArrayList<>();
        for (Object one : list) {
            if (!(one instanceof String group)) {
                return Optional.empty();
            }
            groups.add(group);
        }
        return Optional.of(groups);
    }

    /** How the consultant proved who they are, for the audit. */
    static String how(IDTokenClaimsSet claims) {
        String acr =
                claims.getACR() == null ? "none" : printable(claims.getACR().getValue());
        String time = claims.getAuthenticationTime() == null
                ? "unknown"
                : claims.getAuthenticationTime().toInstant().toString();
        return "acr " + acr + ", auth_time " + time;
    }

    /** What others wrote, as it may stand in a sentence or a log. */
    static String printable(String text) {
        String plain = text.replaceAll("[^ -~]", "?");
        return plain.length() > 120 ? plain.substring(0, 120) + "..." : plain;
    }
}
