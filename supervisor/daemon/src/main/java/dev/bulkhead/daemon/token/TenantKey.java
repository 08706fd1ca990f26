package dev.bulkhead.daemon.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.daemon.token.ExpiryClock.Expiry;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One tenant's P-256 key pair from an unlock to its end, and the register of the tokens that it signed.
 *
 * <p>A token is good only while it stands in the register: so neither a signature that someone else came by, nor a clock that
 * was set back behind a token's end, brings one to life. Safe for any thread.
 */
final class TenantKey {
    /** Far more than a desktop's sessions need, and a bound on what a loop of requests can fill. */
    static final int MOST_TOKENS = 4096;

    private final JWSHeader header;
    private final ECDSASigner signer;
    private final ECDSAVerifier verifier;
    private final ConcurrentHashMap<String, Entry> register = new ConcurrentHashMap<>();

    /** What became of a token that was once signed. */
    enum Standing {
        LIVE,
        REVOKED,
        /** Over by a clock, or so long over that the register has dropped it. */
        OVER
    }

    private record Entry(TokenClaims claims, TokenRequest.Purpose purpose, Expiry expiry, Standing standing) {
        Entry revoked() {
            return new Entry(claims, purpose, expiry, Standing.REVOKED);
        }
    }

    TenantKey(String keyId, SecureRandom random) {
        try {
            ECKey pair = new ECKeyGenerator(Curve.P_256).secureRandom(random).generate();
            header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .type(new JOSEObjectType(TokenReader.TYPE))
                    .keyID(keyId)
                    .build();
            signer = new ECDSASigner(pair);
            verifier = new ECDSAVerifier(pair.toECPublicKey());
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    String id() {
        return header.getKeyID();
    }

    IssuedToken sign(TokenClaims claims, TokenRequest.Purpose purpose, Expiry expiry) throws TokenException {
        forgetWhatIsOver();
        if (register.size() >= MOST_TOKENS) {
            throw new TokenException("tenant '" + claims.tenant() + "' has " + MOST_TOKENS
                    + " live tokens: revoke some, or wait until they expire");
        }
        var token = new SignedJWT(header, toJwt(claims));
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("the key signs what it was made for", e);
        }
        String compact = token.serialize();
        if (compact.length() > TokenReader.MOST_BYTES) {
            throw new TokenException("a token for tenant '" + claims.tenant() + "' would be longer than "
                    + TokenReader.MOST_BYTES + " characters: name fewer tools, or use '*' in them");
        }
        register.put(claims.jti(), new Entry(claims, purpose, expiry, Standing.LIVE));
        return new IssuedToken(compact, claims);
    }

    private static JWTClaimsSet toJwt(TokenClaims claims) {
        return new JWTClaimsSet.Builder()
                .issuer(TokenReader.ISSUER)
                .audience(TokenReader.audience(claims.tenant()))
                .subject(claims.subject())
                .claim("tenant_id", claims.tenant().value())
                .claim(
                        "allowed_tools",
                        claims.tools().stream().map(ToolPattern::value).toList())
                .claim("resource_prefix", claims.resourcePrefix())
                .issueTime(Date.from(claims.issuedAt()))
                .expirationTime(Date.from(claims.expires()))
                .jwtID(claims.jti())
                .build();
    }

    private void forgetWhatIsOver() {
        register.values().removeIf(entry -> entry.expiry.isOver());
    }

    boolean hasSigned(TokenReader.Parts parts) {
        try {
            return verifier.verify(header, parts.signingInput(), new Base64URL(parts.signature()));
        } catch (JOSEException e) {
            // The library refuses what cannot be a signature (r or s zero, CVE-2022-21449) in this way.
            return false;
        }
    }

    Standing standingOf(String jti) {
        Entry entry = register.get(jti);
        if (entry == null || entry.expiry.isOver()) {
            return Standing.OVER;
        }
        return entry.standing;
    }

    /** Revokes the token, and returns what it said, or nothing where no live token has that id. */
    Optional<TokenClaims> revoke(String jti) {
        var revoked = new AtomicReference<Entry>();
        register.computeIfPresent(jti, (id, entry) -> {
            if (entry.standing == Standing.LIVE && !entry.expiry.isOver()) {
                revoked.set(entry);
            }
            return entry.revoked();
        });
        return Optional.ofNullable(revoked.get()).map(Entry::claims);
    }

    List<TokenClaims> listed() {
        return register.values().stream()
                .filter(entry -> entry.purpose == TokenRequest.Purpose.ISSUED)
                .filter(entry -> entry.standing == Standing.LIVE && !entry.expiry.isOver())
                .map(Entry::claims)
                .sorted(Comparator.comparing(TokenClaims::issuedAt).thenComparing(TokenClaims::jti))
                .toList();
    }

    /** Returns how many live tokens there are, listed or not. */
    int live() {
        return (int) register.values().stream()
                .filter(entry -> entry.standing == Standing.LIVE && !entry.expiry.isOver())
                .count();
    }
}
