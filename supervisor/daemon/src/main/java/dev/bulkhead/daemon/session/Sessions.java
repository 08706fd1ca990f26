package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.signin.Grant;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.token.ExpiryClock;
import dev.bulkhead.daemon.token.TokenAuthority;
import dev.bulkhead.daemon.token.TokenClaims;
import dev.bulkhead.daemon.token.TokenException;
import dev.bulkhead.daemon.token.TokenRequest;
import dev.bulkhead.daemon.token.Verification;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes host connections and binds each to its tenant before a byte of MCP is read. Safe for any thread. */
public final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Duration LONGEST_STALL = Duration.ofSeconds(30);

    private final RunningTenants tenants;
    private final TokenAuthority authority;
    private final ExpiryClock expiry;
    private final EventSink events;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final String version;

    public Sessions(
            RunningTenants tenants,
            TokenAuthority authority,
            ExpiryClock expiry,
            EventSink events,
            InstantSource clock,
            RandomGenerator random,
            String version) {
        this.tenants = tenants;
        this.authority = authority;
        this.expiry = expiry;
        this.events = events;
        this.clock = clock;
        this.random = random;
        this.version = version;
    }

    /**
     * Serves a host until its session ends, on the caller's thread.
     *
     * @param tenant what the launcher asks for: a request, never an identity
     * @param token the token it brought, or ""
     */
    public void serve(SocketChannel channel, Peer peer, String tenant, String token) throws IOException {
        Optional<RunningTenant> known =
                TenantId.isValid(tenant) ? tenants.find(new TenantId(tenant)) : Optional.empty();
        if (known.isEmpty()) {
            LOG.warn("a host asked for a tenant that does not exist");
            answer(channel, "error there is no tenant of that name: see 'bulkhead tenant list'");
            return;
        }
        RunningTenant running = known.get();
        String id = "s-" + hex(8);
        SessionRights rights;
        if (token.isEmpty()) {
            rights = SessionRights.ofSignIn(running.id(), authority, () -> mint(running));
        } else {
            switch (authority.verify(token, running.id())) {
                case Verification.Accepted accepted ->
                    rights = SessionRights.ofToken(
                            running.id(),
                            authority,
                            new SessionRights.Minted(accepted.claims(), expiry.start(accepted.claims())));
                case Verification.Rejected rejected -> {
                    refuse(channel, running.id(), peer, rejected);
                    return;
                }
            }
        }
        SessionAudit audit = new SessionAudit(events, running, id, peer.describe(), rights, clock);
        Composer composer =
                new Composer(running.id().value(), running.settings().name(), version);
        Session session = new Session(
                id, "bulkhead-" + hex(16) + "-", running, peer, new HostConnection(channel), rights, audit, composer);
        running.joined(session);
        try {
            answer(channel, "ok");
            if (rights.isLive() && running.server().running() == null) {
                running.server().warm();
            }
            session.run();
        } finally {
            running.left(session);
        }
    }

    private SessionRights.@Nullable Minted mint(RunningTenant running) {
        Optional<SignIn> signIn = running.liveSignIn().now();
        if (signIn.isEmpty()) {
            return null;
        }
        try {
            Grant grant = signIn.get().grant();
            Duration ttl = running.settings().session().ttl();
            TokenRequest request = new TokenRequest(
                    running.id(),
                    grant.subject(),
                    grant.tools(),
                    ttl.compareTo(grant.longestToken()) < 0 ? ttl : grant.longestToken(),
                    TokenRequest.Purpose.SESSION);
            TokenClaims claims = authority.issue(request).claims();
            return new SessionRights.Minted(claims, expiry.start(claims));
        } catch (TokenException e) {
            // Signed out in between: the lobby answers.
            return null;
        }
    }

    private void refuse(SocketChannel channel, TenantId tenant, Peer peer, Verification.Rejected rejected)
            throws IOException {
        events.record(AuditEvent.of(
                        clock.instant(),
                        tenant,
                        EventType.TOKEN_REFUSED,
                        ResultStatus.DENIED,
                        null,
                        peer.describe(),
                        rejected.reason())
                .withToken(rejected.jti()));
        LOG.warn("a token for {} was refused: {}", tenant, rejected.reason());
        answer(channel, "error the token is refused: " + rejected.reason());
    }

    private static void answer(SocketChannel channel, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private String hex(int bytes) {
        byte[] raw = new byte[bytes];
        random.nextBytes(raw);
        return HexFormat.of().formatHex(raw);
    }

    /** Called several times a second: ends sessions whose token is over, and whoever does not read. */
    public void tick() {
        tenants.all().forEach(tenant -> tenant.server().tick());
        for (Session session : all()) {
            if (session.rights().byToken() && !session.rights().isLive()) {
                session.dismiss(session.rights().whyNot());
            } else if (session.stalledFor().compareTo(LONGEST_STALL) > 0) {
                session.end("the host has not read for " + LONGEST_STALL.toSeconds() + " s");
            }
        }
    }

    /** All sessions of all tenants. */
    public List<Session> all() {
        return tenants.all().stream()
                .flatMap(tenant -> tenant.sessions().stream())
                .toList();
    }

    /** Returns whether {@code peer} descends from a process that holds a session, or is one (design, rule 7). */
    public boolean descendsFromAHolder(Peer peer) {
        return all().stream()
                .flatMap(session -> session.peer().holders().stream())
                .anyMatch(holder ->
                        holder.equals(peer.process()) || peer.ancestors().contains(holder));
    }
}
