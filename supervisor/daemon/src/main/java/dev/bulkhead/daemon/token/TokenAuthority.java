package dev.bulkhead.daemon.token;

import dev.bulkhead.daemon.token.TenantKey.Standing;
import dev.bulkhead.daemon.token.Verification.Accepted;
import dev.bulkhead.daemon.token.Verification.Code;
import dev.bulkhead.daemon.token.Verification.Rejected;
import dev.bulkhead.protocol.home.TenantId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Issues, verifies and revokes the session tokens of all tenants: ES256 (RFC 7518 §3.4), one key pair a tenant from
 * {@link #unlock} to {@link #drop}.
 *
 * <p>Keys live in memory alone. So every token dies with its tenant's sign-in and with this process; and revocations need to
 * outlive neither: they are kept, in memory, until the token they are about would have ended. Never blocks but for the
 * arithmetic (verifying takes a fraction of a millisecond to a few); safe for any thread. Records nothing: the caller does.
 */
public final class TokenAuthority {
    /** How far a token's start may lie ahead: one clock serves both ends, but it may be set back by as much as NTP does. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    private static final int ID_BYTES = 16;

    private final ExpiryClock clock;
    private final SecureRandom random;
    private final ConcurrentHashMap<TenantId, TenantKey> keys = new ConcurrentHashMap<>();

    public TokenAuthority(ExpiryClock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** Gives {@code tenant} a new key, from now on the only one: tokens of an earlier one are dead. */
    public void unlock(TenantId tenant) {
        keys.put(tenant, new TenantKey(randomId(), random));
    }

    /** Takes the key of {@code tenant} away: every token of it is dead from now on. Without a key it does nothing. */
    public void drop(TenantId tenant) {
        keys.remove(tenant);
    }

    /**
     * Issues a token. Its start is the second that has begun, so it lives up to one second less than was asked.
     *
     * @throws TokenException when the tenant is not signed in, or has too many live tokens
     */
    public IssuedToken issue(TokenRequest request) throws TokenException {
        TenantKey key = keys.get(request.tenant());
        if (key == null) {
            throw new TokenException("tenant '" + request.tenant() + "' is not signed in: sign in, then ask again");
        }
        Instant start = clock.wall().instant().truncatedTo(ChronoUnit.SECONDS);
        var claims = new TokenClaims(
                request.tenant(),
                request.subject(),
                request.tools(),
                request.prefix().of(request.tenant()),
                start,
                start.plusSeconds(request.lifetime().toSeconds()),
                randomId(),
                key.id());
        return key.sign(claims, request.purpose(), clock.start(claims));
    }

    private String randomId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Checks a token of unknown origin, of any length and content, against what {@code expected} has issued. */
    public Verification verify(String compact, TenantId expected) {
        try {
            TokenReader.Parts parts = TokenReader.parts(compact);
            TenantKey key = keyFor(parts.keyId(), expected);
            if (!key.hasSigned(parts)) {
                throw new TokenReader.Unreadable(Code.SIGNATURE, "it was altered, or someone else signed it");
            }
            return check(TokenReader.claims(parts, expected), key);
        } catch (TokenReader.Unreadable e) {
            return rejected(e.code, expected, String.valueOf(e.getMessage()), null);
        }
    }

    private TenantKey keyFor(String keyId, TenantId expected) throws TokenReader.Unreadable {
        TenantKey key = keys.get(expected);
        if (key != null && key.id().equals(keyId)) {
            return key;
        }
        if (keys.values().stream().anyMatch(other -> other.id().equals(keyId))) {
            throw new TokenReader.Unreadable(Code.OTHER_TENANT, "it is not for this tenant");
        }
        if (key == null) {
            throw new TokenReader.Unreadable(Code.NOT_SIGNED_IN, "the tenant is not signed in");
        }
        throw new TokenReader.Unreadable(
                Code.UNKNOWN_KEY, "it is of before the last sign-out or revocation, or not ours");
    }

    private Verification check(TokenClaims claims, TenantKey key) {
        Instant now = clock.wall().instant();
        if (claims.issuedAt().isAfter(now.plus(SKEW))) {
            return rejected(Code.NOT_YET, claims.tenant(), "its start is yet to come: check the clock", claims.jti());
        }
        if (!claims.isLiveAt(now)) {
            return rejected(Code.EXPIRED, claims.tenant(), "it has expired", claims.jti());
        }
        return switch (key.standingOf(claims.jti())) {
            case LIVE -> new Accepted(claims);
            case REVOKED -> rejected(Code.REVOKED, claims.tenant(), "it was revoked", claims.jti());
            case OVER -> rejected(Code.EXPIRED, claims.tenant(), "it has expired", claims.jti());
        };
    }

    private static Rejected rejected(Code code, TenantId expected, String why, @Nullable String jti) {
        return new Rejected(code, "the token is not good for tenant '" + expected + "': " + why, jti);
    }

    /**
     * Returns whether a token that was once accepted has been revoked since, by itself, with all of its tenant's, or by a
     * sign-out; also once its time is over. Cheap: for each call of a session.
     */
    public boolean isRevoked(TokenClaims claims) {
        TenantKey key = keys.get(claims.tenant());
        return key == null || !key.id().equals(claims.keyId()) || key.standingOf(claims.jti()) != Standing.LIVE;
    }

    /** Revokes one token, listed or not, and returns what it said; nothing where {@code tenant} has no such live token. */
    public Optional<TokenClaims> revoke(TenantId tenant, String jti) {
        TenantKey key = keys.get(tenant);
        return key == null ? Optional.empty() : key.revoke(jti);
    }

    /**
     * Revokes every token of {@code tenant}, those of its sessions too, by giving it a new key; returns how many were live.
     * The tenant stays signed in, and new tokens can be issued at once.
     */
    public int revokeAll(TenantId tenant) {
        var count = new int[1];
        keys.computeIfPresent(tenant, (id, key) -> {
            count[0] = key.live();
            return new TenantKey(randomId(), random);
        });
        return count[0];
    }

    /** Returns the live tokens of {@code tenant} that someone asked for, oldest first: never their compact form. */
    public List<TokenClaims> list(TenantId tenant) {
        TenantKey key = keys.get(tenant);
        return key == null ? List.of() : key.listed();
    }
}
