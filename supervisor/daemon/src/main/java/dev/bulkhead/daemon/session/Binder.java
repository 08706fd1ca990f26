package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.signin.Grant;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.token.ExpiryClock;
import dev.bulkhead.daemon.token.TokenAuthority;
import dev.bulkhead.daemon.token.TokenClaims;
import dev.bulkhead.daemon.token.TokenException;
import dev.bulkhead.daemon.token.TokenRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes sessions: a host's connection, the rights that it has with one tenant, and that tenant. Safe for any thread. */
final class Binder {
    private final TokenAuthority authority;
    private final ExpiryClock expiry;
    private final EventSink events;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final String version;

    Binder(
            TokenAuthority authority,
            ExpiryClock expiry,
            EventSink events,
            InstantSource clock,
            RandomGenerator random,
            String version) {
        this.authority = authority;
        this.expiry = expiry;
        this.events = events;
        this.clock = clock;
        this.random = random;
        this.version = version;
    }

    /** A session that lives on the consultant's sign-in, there or still to come. */
    Session bySignIn(RunningTenant tenant, Peer peer, HostConnection host, Carried carried) {
        SessionRights rights = SessionRights.ofSignIn(
                tenant.id(),
                authority,
                () -> mint(tenant),
                tenant.liveSignIn()::isReadOnly,
                tenant::whyNobodyIsSignedIn);
        return session(tenant, peer, host, rights, carried);
    }

    /** A session that lives and ends with a verified token. */
    Session byToken(RunningTenant tenant, Peer peer, HostConnection host, TokenClaims claims) {
        SessionRights rights = SessionRights.ofToken(
                tenant.id(),
                authority,
                tenant.liveSignIn()::isReadOnly,
                new SessionRights.Minted(claims, expiry.start(claims)));
        return session(tenant, peer, host, rights, nothingSaid());
    }

    /** What a new connection begins with. */
    Carried nothingSaid() {
        return Carried.nothing("bulkhead-" + hex(16) + "-");
    }

    private Session session(
            RunningTenant tenant, Peer peer, HostConnection host, SessionRights rights, Carried carried) {
        String id = "s-" + hex(8);
        SessionAudit audit = new SessionAudit(events, tenant, id, peer.describe(), rights, clock);
        Composer composer = new Composer(tenant.id().value(), tenant.settings().name(), version);
        Session session = new Session(id, carried, tenant, peer, host, rights, audit, composer);
        tenant.joined(session);
        if (rights.isLive() && tenant.server().running() == null) {
            tenant.server().warm();
        }
        return session;
    }

    private SessionRights.@Nullable Minted mint(RunningTenant tenant) {
        Optional<SignIn> signIn = tenant.liveSignIn().now();
        if (signIn.isEmpty()) {
            return null;
        }
        Grant grant = signIn.get().grant();
        Duration ttl = tenant.settings().session().ttl();
        try {
            TokenClaims claims = authority
                    .issue(new TokenRequest(
                            tenant.id(),
                            grant.subject(),
                            grant.tools(),
                            grant.prefix(),
                            ttl.compareTo(grant.longestToken()) < 0 ? ttl : grant.longestToken(),
                            TokenRequest.Purpose.SESSION))
                    .claims();
            return new SessionRights.Minted(claims, expiry.start(claims));
        } catch (TokenException e) {
            // Signed out in between: the lobby answers.
            return null;
        }
    }

    private String hex(int bytes) {
        byte[] raw = new byte[bytes];
        random.nextBytes(raw);
        return HexFormat.of().formatHex(raw);
    }
}
