package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.approval.Hosts;
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
import java.util.concurrent.atomic.AtomicReference;
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
    private final Hosts hosts;

    Binder(
            TokenAuthority authority,
            ExpiryClock expiry,
            EventSink events,
            InstantSource clock,
            RandomGenerator random,
            String version,
            Hosts hosts) {
        this.authority = authority;
        this.expiry = expiry;
        this.events = events;
        this.clock = clock;
        this.random = random;
        this.version = version;
        this.hosts = hosts;
    }

    /** A session that lives on the consultant's sign-in, there or still to come. */
    Session bySignIn(RunningTenant tenant, Peer peer, HostConnection host, Carried carried) {
        String id = newId();
        AtomicReference<Session> session = new AtomicReference<>();
        SessionRights.Way way = new HostWay(hosts.gate(tenant.id(), id, peer.describe(), peer.host(), () -> {
            Session made = session.get();
            if (made != null) {
                made.hostChanged();
            }
        }));
        SessionRights rights = SessionRights.ofSignIn(
                tenant.id(),
                authority,
                () -> mint(tenant),
                tenant.liveSignIn()::isReadOnly,
                tenant::whyNobodyIsSignedIn,
                way);
        return session(id, tenant, peer, host, rights, carried, session);
    }

    /** A session that lives and ends with a verified token. */
    Session byToken(RunningTenant tenant, Peer peer, HostConnection host, TokenClaims claims) {
        SessionRights rights = SessionRights.ofToken(
                tenant.id(),
                authority,
                tenant.liveSignIn()::isReadOnly,
                new SessionRights.Minted(claims, expiry.start(claims)),
                new TokenWay(hosts, tenant.id(), peer.host().program().executable()));
        return session(newId(), tenant, peer, host, rights, nothingSaid(), new AtomicReference<>());
    }

    /** What a new connection begins with. */
    Carried nothingSaid() {
        return Carried.nothing("bulkhead-" + hex(16) + "-");
    }

    private String newId() {
        return "s-" + hex(8);
    }

    private Session session(
            String id,
            RunningTenant tenant,
            Peer peer,
            HostConnection host,
            SessionRights rights,
            Carried carried,
            AtomicReference<Session> made) {
        SessionAudit audit = new SessionAudit(events, tenant, id, peer.describe(), rights, clock);
        Composer composer = new Composer(tenant.id().value(), tenant.settings().name(), version);
        Session session = new Session(id, carried, tenant, clock.instant(), peer, host, rights, audit, composer);
        tenant.joined(session);
        made.set(session);
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
