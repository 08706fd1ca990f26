package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.policy.Binding;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.daemon.token.ExpiryClock.Expiry;
import dev.bulkhead.daemon.token.TokenAuthority;
import dev.bulkhead.daemon.token.TokenClaims;
import dev.bulkhead.protocol.home.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session may do: what its verified token says, for as long as the token lives. A session that came without a token
 * has one minted for it while the consultant's sign-in lives, renewed before it ends. Safe for any thread.
 */
final class SessionRights {
    /** Mints a token for a session, or gives none when nobody is signed in. */
    interface Minter {
        @Nullable
        Minted mint();
    }

    /** A token's claims, and the clock that ends it. */
    record Minted(TokenClaims claims, Expiry expiry) {}

    private final TenantId tenant;
    private final TokenAuthority authority;
    private final boolean byToken;
    private final Minter minter;
    private volatile @Nullable Minted current;

    private SessionRights(
            TenantId tenant, TokenAuthority authority, boolean byToken, Minter minter, @Nullable Minted current) {
        this.tenant = tenant;
        this.authority = authority;
        this.byToken = byToken;
        this.minter = minter;
        this.current = current;
    }

    /** The rights of a session that brought a token: they end with it and never grow. */
    static SessionRights ofToken(TenantId tenant, TokenAuthority authority, Minted token) {
        return new SessionRights(tenant, authority, true, () -> null, token);
    }

    /** The rights of a session that relies on the consultant's sign-in. */
    static SessionRights ofSignIn(TenantId tenant, TokenAuthority authority, Minter minter) {
        return new SessionRights(tenant, authority, false, minter, minter.mint());
    }

    boolean byToken() {
        return byToken;
    }

    /** Checked on every call: alive, not revoked, its key not dropped; renewed where it may be. */
    boolean isLive() {
        Minted now = current;
        if (now != null && !now.expiry().isOver() && !authority.isRevoked(now.claims())) {
            return true;
        }
        if (byToken) {
            return false;
        }
        Minted fresh = minter.mint();
        current = fresh;
        return fresh != null;
    }

    /** What to tell a host whose session may do nothing now. */
    String whyNot() {
        Minted now = current;
        if (!byToken) {
            return "nobody is signed in to it; run 'bulkhead sign-in " + tenant + "'";
        }
        if (now != null && now.expiry().isOver()) {
            return "the session's token has expired";
        }
        return "the session's token was revoked, or the sign-in that it came from has ended";
    }

    List<ToolPattern> tools() {
        Minted now = current;
        return now == null ? List.of() : now.claims().tools();
    }

    /** What policy has to know of the session. */
    Binding binding() {
        return new Binding(tenant, tools());
    }

    List<String> toolNames() {
        return tools().stream().map(ToolPattern::value).toList();
    }

    String prefix() {
        Minted now = current;
        return now == null ? tenant + "/" : now.claims().resourcePrefix();
    }

    Instant expires() {
        Minted now = current;
        return now == null ? Instant.EPOCH : now.claims().expires();
    }

    @Nullable
    String jti() {
        Minted now = current;
        return now == null ? null : now.claims().jti();
    }

    String describe() {
        return byToken ? "by a token" : current == null ? "in the lobby" : "by the consultant's sign-in";
    }
}
