package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.approval.HostTools;
import dev.bulkhead.daemon.policy.Binding;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.daemon.token.ExpiryClock.Expiry;
import dev.bulkhead.daemon.token.TokenAuthority;
import dev.bulkhead.daemon.token.TokenClaims;
import dev.bulkhead.protocol.home.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
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

    /** What stands between a session and the rights that a sign-in gives it: its host has to be known. */
    interface Way extends AutoCloseable {
        /** Whether the host may work for the tenant now. Never waits. */
        boolean isOpen();

        /** Why not; "" where the host is not the reason. */
        String whyNot();

        /** The tools that the host may call, within what everything else allows. */
        List<ToolPattern> tools();

        /** Waits for a moment, where it is just being looked at who the host is. */
        void settle();

        @Override
        void close();
    }

    private final TenantId tenant;
    private final TokenAuthority authority;
    private final boolean byToken;
    private final Minter minter;
    private final BooleanSupplier readOnly;
    private final Supplier<String> absence;
    private volatile @Nullable Minted current;
    private volatile @Nullable String shut;
    private final Way way;

    private SessionRights(
            TenantId tenant,
            TokenAuthority authority,
            boolean byToken,
            Minter minter,
            BooleanSupplier readOnly,
            Supplier<String> absence,
            Way way,
            @Nullable Minted current) {
        this.tenant = tenant;
        this.authority = authority;
        this.byToken = byToken;
        this.minter = minter;
        this.readOnly = readOnly;
        this.absence = absence;
        this.way = way;
        this.current = current;
    }

    /**
     * The rights of a session that brought a token: they end with it and never grow.
     *
     * @param readOnly whether the sign-in that it came from allows reading alone, now
     */
    static SessionRights ofToken(
            TenantId tenant, TokenAuthority authority, BooleanSupplier readOnly, Minted token, Way way) {
        return new SessionRights(tenant, authority, true, () -> null, readOnly, () -> "", way, token);
    }

    /**
     * The rights of a session that relies on the consultant's sign-in.
     *
     * @param readOnly whether the sign-in allows reading alone, now
     * @param absence says, while nobody is signed in, why and what to do
     */
    static SessionRights ofSignIn(
            TenantId tenant,
            TokenAuthority authority,
            Minter minter,
            BooleanSupplier readOnly,
            Supplier<String> absence,
            Way way) {
        return new SessionRights(
                tenant, authority, false, minter, readOnly, absence, way, way.isOpen() ? minter.mint() : null);
    }

    /**
     * Takes the rights away until {@link #open}, whoever is signed in: the session is in the lobby.
     *
     * @param why for the host and the consultant: what is the matter, and what to do
     */
    void shut(String why) {
        shut = why;
        Minted was = current;
        current = byToken ? was : null;
        if (was != null && !byToken) {
            authority.revoke(tenant, was.claims().jti());
        }
    }

    /** Gives back what {@link #shut} has taken away. */
    void open() {
        shut = null;
    }

    /** Returns whether the session was sent to the lobby by itself. */
    boolean isShut() {
        return shut != null;
    }

    boolean byToken() {
        return byToken;
    }

    /** Checked on every call: alive, not revoked, its key not dropped; renewed where it may be. */
    boolean isLive() {
        if (shut != null || !way.isOpen()) {
            return false;
        }
        Minted now = current;
        if (now != null && !now.expiry().isOver() && !authority.isRevoked(now.claims())) {
            return true;
        }
        return !byToken && renew();
    }

    private boolean renew() {
        Minted fresh = minter.mint();
        current = fresh;
        return fresh != null && shut == null;
    }

    /** Replaces the session's own token: the one before it is dead. */
    void rotate() {
        Minted was = current;
        if (!byToken && was != null) {
            authority.revoke(tenant, was.claims().jti());
            renew();
        }
    }

    /** Renews a token of the session's own that has less than a sixth of its life left, so that no call ever waits for it. */
    void renewInTime() {
        Minted now = current;
        if (!byToken && shut == null && now != null) {
            Duration life =
                    Duration.between(now.claims().issuedAt(), now.claims().expires());
            if (now.expiry().left().compareTo(life.dividedBy(6)) < 0 && !authority.isRevoked(now.claims())) {
                renew();
            }
        }
    }

    /** What to tell a host whose session may do nothing now. */
    String whyNot() {
        Minted now = current;
        String why = shut;
        if (why != null) {
            return why;
        }
        if (!byToken) {
            String host = way.whyNot();
            return host.isEmpty() ? absence.get() : host;
        }
        if (now != null && now.expiry().isOver()) {
            return "the session's token has expired";
        }
        return "the session's token was revoked, or the sign-in that it came from has ended";
    }

    List<ToolPattern> tools() {
        Minted now = current;
        return now == null ? List.of() : HostTools.within(now.claims().tools(), way.tools());
    }

    /** Waits for a moment, where it is just being looked at who the host is. */
    void settle() {
        way.settle();
    }

    /** The session has ended. */
    void close() {
        way.close();
    }

    /** What policy has to know of the session. */
    Binding binding() {
        return new Binding(tenant, tools(), readOnly.getAsBoolean());
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
        return byToken
                ? "by a token"
                : shut != null
                        ? "in the lobby: " + shut
                        : current == null ? "in the lobby" : "by the consultant's sign-in";
    }
}
