package dev.bulkhead.daemon.approval;

import dev.bulkhead.daemon.signin.Leaving;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.signin.SignInListener;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.SettingsListener;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.daemon.tenant.UnknownHosts;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which hosts may work for which tenant: by settings, by what is known, by what was answered for this sign-in, and else by asking.
 * Safe for any thread.
 */
public final class Hosts implements SignInListener, SettingsListener {
    private static final Logger LOG = LoggerFactory.getLogger(Hosts.class);

    /** A host connects when its person opens it: it may wait for as long as a call of theirs lasts. */
    private static final Duration ASK_TIMEOUT = Duration.ofHours(1);

    /** So many refusals of one host, and it is asked about once a minute at most: hosts launch again what fails. */
    private static final int PATIENCE = 3;

    private static final Duration REST = Duration.ofMinutes(1);
    private static final int MOST_REFUSED = 1_000;

    /** What is known of a host. */
    sealed interface Judgement {
        record Known(List<ToolPattern> tools) implements Judgement {}

        record Barred(String why) implements Judgement {}

        /** @param before what was known at its place */
        record Unknown(Optional<HostIdentity> before) implements Judgement {}
    }

    private record Pair(TenantId tenant, HostIdentity identity) {}

    private record Consent(long epoch, List<ToolPattern> tools) {}

    private record Refusals(int count, long lastNanos) {}

    /** The parts that it is made of. */
    public record Parts(
            Function<TenantId, Optional<TenantSettings>> settings,
            Function<TenantId, Optional<SignIn>> live,
            KnownHosts known,
            Approvals approvals,
            Executables executables,
            EventSink events,
            InstantSource clock,
            LongSupplier elapsedNanos) {}

    private final Parts parts;
    private final Set<HostGate> gates = ConcurrentHashMap.newKeySet();
    private final Map<Pair, Consent> forSignIn = new ConcurrentHashMap<>();
    private final Map<Pair, Refusals> refusals = new HashMap<>();

    public Hosts(Parts parts) {
        this.parts = parts;
    }

    /**
     * Returns the gate of a new connection; the connection closes it.
     *
     * @param peer its host, as the audit names it
     * @param changed is run, on any thread, when it may have been opened or shut
     */
    public HostGate gate(TenantId tenant, String session, String peer, HostProcess process, Runnable changed) {
        HostGate gate = new HostGate(this, tenant, session, peer, process, changed);
        gates.add(gate);
        return gate;
    }

    void closed(HostGate gate) {
        gates.remove(gate);
    }

    Optional<SignIn> live(TenantId tenant) {
        return parts.live().apply(tenant);
    }

    /** Without settings nothing is open to all. */
    boolean isOpenToAll(TenantId tenant) {
        return parts.settings()
                .apply(tenant)
                .filter(settings -> settings.hosts().unknown() == UnknownHosts.ALLOW)
                .isPresent();
    }

    /** The tools that the settings leave to a host by its executable. */
    public List<ToolPattern> toolsBySettings(TenantId tenant, String executable) {
        return parts.settings()
                .apply(tenant)
                .map(settings -> settings.hosts().toolsOf(executable).stream().reduce(HostTools.ALL, HostTools::within))
                .orElse(List.of());
    }

    HostIdentity measure(RunningProgram program) throws IOException {
        return parts.executables().measure(program);
    }

    Judgement judge(TenantId tenant, long epoch, HostIdentity identity) {
        Consent consent = forSignIn.get(new Pair(tenant, identity));
        if (consent != null && consent.epoch() == epoch) {
            return new Judgement.Known(consent.tools());
        }
        Optional<KnownHost> known = parts.known().find(tenant, identity);
        if (known.isPresent()) {
            return switch (known.get().answer()) {
                case ALWAYS -> new Judgement.Known(known.get().tools());
                case NEVER ->
                    new Judgement.Barred(
                            "the consultant refused " + identity.shown() + " for good: 'bulkhead host revoke " + tenant
                                    + " " + known.get().id() + "' lets it ask again");
            };
        }
        if (isTiring(new Pair(tenant, identity))) {
            return new Judgement.Barred("the consultant refused " + identity.shown() + " " + PATIENCE
                    + " times: connect anew in a minute to ask again");
        }
        return new Judgement.Unknown(parts.known().before(tenant, identity).map(KnownHost::identity));
    }

    private boolean isTiring(Pair pair) {
        synchronized (refusals) {
            Refusals before = refusals.get(pair);
            return before != null
                    && before.count() >= PATIENCE
                    && parts.elapsedNanos().getAsLong() - before.lastNanos() < REST.toNanos();
        }
    }

    Optional<Question> ask(TenantId tenant, String session, String peer, Subject.Host subject, Approvals.Asker asker)
            throws IOException {
        return parts.approvals().ask(tenant, session, peer, subject, ASK_TIMEOUT, asker);
    }

    void withdraw(Question question, String why) {
        parts.approvals().withdraw(question, why);
    }

    /** Keeps a consent for as long as it reaches; other connections of the same host need not ask any more. */
    void keep(HostGate asker, long epoch, HostIdentity identity, Answer.Given given) throws IOException {
        TenantId tenant = asker.tenant();
        switch (given.scope()) {
            case ONCE, TODAY -> {
                return;
            }
            case SESSION -> forSignIn.put(new Pair(tenant, identity), new Consent(epoch, given.tools()));
            case ALWAYS -> keep(tenant, identity, KnownHost.Lasting.ALWAYS, given.tools(), given.by());
        }
        gates.stream()
                .filter(gate -> gate != asker && gate.tenant().equals(tenant))
                .forEach(gate -> gate.recheck(identity));
    }

    private void keep(
            TenantId tenant, HostIdentity identity, KnownHost.Lasting answer, List<ToolPattern> tools, String by)
            throws IOException {
        record(
                tenant,
                EventType.HOST_KNOWN,
                ResultStatus.SUCCESS,
                null,
                by,
                identity.shown() + " sha256 " + identity.sha256()
                        + (answer == KnownHost.Lasting.ALWAYS ? ": always, tools " + tools : ": never"));
        parts.known().add(tenant, identity, answer, tools, by);
    }

    void keepRefusal(TenantId tenant, HostIdentity identity, Answer.Refused refused) throws IOException {
        synchronized (refusals) {
            if (refusals.size() >= MOST_REFUSED) {
                refusals.clear();
            }
            refusals.merge(
                    new Pair(tenant, identity),
                    new Refusals(1, parts.elapsedNanos().getAsLong()),
                    (before, now) -> new Refusals(before.count() + 1, now.lastNanos()));
        }
        if (refused.reach() == Answer.Reach.ALWAYS) {
            keep(tenant, identity, KnownHost.Lasting.NEVER, List.of(), refused.by());
        }
    }

    /** A host whose program could not be looked at: refused, and recorded. */
    void unseen(TenantId tenant, String session, String peer, String why) {
        try {
            record(tenant, EventType.CONNECTION_REFUSED, ResultStatus.DENIED, session, peer, why);
        } catch (IOException e) {
            LOG.error("tenant={} a refusal could not be recorded: {}", tenant, e.getMessage());
        }
    }

    /** Returns what is known of {@code tenant}, as it was kept. */
    public List<KnownHost> known(TenantId tenant) {
        return parts.known().of(tenant);
    }

    /**
     * Takes a lasting answer back: connections that live on it fall back to the lobby.
     *
     * @return the answer, or nothing where there is none of that id
     * @throws IOException when it could not be recorded, or kept: it counts no more all the same while this process lives
     */
    public Optional<KnownHost> revoke(TenantId tenant, String id, String by) throws IOException {
        Optional<KnownHost> found = parts.known().byId(tenant, id);
        if (found.isEmpty()) {
            return found;
        }
        HostIdentity identity = found.get().identity();
        try {
            record(
                    tenant,
                    EventType.HOST_REVOKED,
                    ResultStatus.SUCCESS,
                    null,
                    by,
                    identity.shown() + " sha256 " + identity.sha256());
        } finally {
            forSignIn.remove(new Pair(tenant, identity));
            try {
                parts.known().remove(found.get());
            } finally {
                gates.stream().filter(gate -> gate.tenant().equals(tenant)).forEach(gate -> gate.revoked(identity));
            }
        }
        return found;
    }

    /** What nobody of us wrote into the list of known hosts is found out as soon as the tenant's key is there. */
    @Override
    public void signedIn(SignIn signIn) {
        TenantId tenant = signIn.tenant();
        try {
            for (KnownHost forged : parts.known().dropForged(tenant)) {
                record(
                        tenant,
                        EventType.HOST_FORGED,
                        ResultStatus.DENIED,
                        null,
                        null,
                        "an entry that Bulkhead did not write was taken out of the known hosts: "
                                + forged.identity().shown());
            }
        } catch (IOException e) {
            LOG.error("tenant={} the known hosts could not be cleared of forged ones: {}", tenant, e.getMessage());
        }
    }

    @Override
    public void signedOut(TenantId tenant, Leaving why) {
        forSignIn.keySet().removeIf(pair -> pair.tenant().equals(tenant));
        gates.stream().filter(gate -> gate.tenant().equals(tenant)).forEach(HostGate::signedOut);
    }

    @Override
    public void changed(TenantId tenant, TenantSettings changed) {
        // Settings are looked up at each call.
    }

    @Override
    public void removed(TenantId tenant) {
        try {
            parts.known().removeAll(tenant);
        } catch (IOException e) {
            LOG.error("tenant={} its known hosts are still on disk: {}", tenant, e.getMessage());
        }
    }

    private void record(
            TenantId tenant,
            EventType type,
            ResultStatus status,
            @Nullable String session,
            @Nullable String peer,
            String detail)
            throws IOException {
        parts.events().record(AuditEvent.of(parts.clock().instant(), tenant, type, status, session, peer, detail));
    }
}
