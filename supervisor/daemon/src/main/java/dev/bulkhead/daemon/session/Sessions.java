package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.approval.Hosts;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.token.ExpiryClock;
import dev.bulkhead.daemon.token.TokenAuthority;
import dev.bulkhead.daemon.token.TokenClaims;
import dev.bulkhead.daemon.token.Verification;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes host connections and binds each to its tenant before a byte of MCP is read. Safe for any thread. */
public final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Duration LONGEST_STALL = Duration.ofSeconds(30);

    private final RunningTenants tenants;
    private final TokenAuthority authority;
    private final EventSink events;
    private final InstantSource clock;
    private final ActiveWorkspace active;
    private final Binder binder;
    private final Switching switching;
    private final Suspicion suspicion = new Suspicion(System::nanoTime);

    public Sessions(
            RunningTenants tenants,
            ActiveWorkspace active,
            TokenAuthority authority,
            ExpiryClock expiry,
            EventSink events,
            InstantSource clock,
            RandomGenerator random,
            String version,
            Hosts hosts) {
        this.tenants = tenants;
        this.active = active;
        this.authority = authority;
        this.events = events;
        this.clock = clock;
        this.binder = new Binder(authority, expiry, events, clock, random, version, hosts);
        this.switching = new Switching(active, binder, events, clock);
    }

    /** Which workspace is the active one. */
    public ActiveWorkspace active() {
        return active;
    }

    /** Changes the active workspace. */
    public Switching switching() {
        return switching;
    }

    /**
     * Serves a host until its connection ends, on the caller's thread.
     *
     * @param tenant what the launcher asks for: a request, never an identity; "" to follow the active workspace
     * @param token the token it brought, or ""
     */
    public void serve(Arrival arrival, String tenant, String token) throws IOException {
        boolean follows = tenant.isEmpty();
        Optional<RunningTenant> known = follows
                ? active.now()
                : TenantId.isValid(tenant) ? tenants.find(new TenantId(tenant)) : Optional.empty();
        if (known.isEmpty()) {
            LOG.warn("a host asked for a tenant that does not exist, or for the active one while there is none");
            arrival.refuse(
                    follows
                            ? "no workspace is active: run 'bulkhead switch TENANT', or name one with --tenant"
                            : "there is no tenant of that name: see 'bulkhead tenant list'");
            return;
        }
        RunningTenant running = known.get();
        Optional<TokenClaims> claims = Optional.empty();
        if (!token.isEmpty()) {
            switch (authority.verify(token, running.id())) {
                case Verification.Accepted accepted -> claims = Optional.of(accepted.claims());
                case Verification.Rejected rejected -> {
                    refuse(arrival, running.id(), rejected);
                    return;
                }
            }
        }
        try (HostConnection host = arrival.connection()) {
            Session session = claims.isPresent()
                    ? binder.byToken(running, arrival.peer(), host, claims.get())
                    : binder.bySignIn(running, arrival.peer(), host, binder.nothingSaid());
            HostReader reader = new HostReader(host, session);
            Switching.Follower follower = new Switching.Follower(reader, host, arrival.peer());
            if (follows) {
                switching.follows(follower);
            }
            try {
                arrival.accept(host);
                reader.run();
            } finally {
                switching.ends(follower);
                reader.session().runningTenant().left(reader.session());
            }
        }
    }

    private void refuse(Arrival arrival, TenantId tenant, Verification.Rejected rejected) throws IOException {
        events.record(AuditEvent.of(
                        clock.instant(),
                        tenant,
                        EventType.TOKEN_REFUSED,
                        ResultStatus.DENIED,
                        null,
                        arrival.peer().describe(),
                        rejected.reason())
                .withToken(rejected.jti()));
        if (rejected.code() == Verification.Code.OTHER_TENANT) {
            events.record(AuditEvent.of(
                    clock.instant(),
                    tenant,
                    EventType.CROSS_TENANT_PROBE,
                    ResultStatus.DENIED,
                    null,
                    arrival.peer().describe(),
                    "a token that names another tenant's key was tried here"));
        }
        LOG.warn("a token for {} was refused: {}", tenant, rejected.reason());
        if (suspicion.refused(tenant)) {
            rotate(tenant);
        }
        arrival.refuse("the token is refused: " + rejected.reason());
    }

    /** Somebody tries tokens: those that sessions have are replaced, whether one of them has leaked or not. */
    private void rotate(TenantId tenant) throws IOException {
        List<Session> replaced =
                tenants.find(tenant).map(RunningTenant::sessions).orElse(List.of());
        events.record(AuditEvent.of(
                clock.instant(),
                tenant,
                EventType.TOKEN_ROTATED,
                ResultStatus.SUCCESS,
                null,
                null,
                Suspicion.MOST + " tokens were refused within a minute: the tokens of " + replaced.size()
                        + " sessions are replaced"));
        replaced.forEach(session -> session.rights().rotate());
    }

    /** Called several times a second: ends sessions whose token is over, and whoever does not read. */
    public void tick() {
        tenants.all().forEach(tenant -> tenant.server().tick());
        for (Session session : all()) {
            session.rights().renewInTime();
            if (session.rights().byToken() && !session.rights().isLive()) {
                session.end().dismiss(session.rights().whyNot());
            } else if (session.stalledFor().compareTo(LONGEST_STALL) > 0) {
                session.end().atOnce("the host has not read for " + LONGEST_STALL.toSeconds() + " s");
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
