package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.limits.Survivors;
import dev.bulkhead.daemon.signin.Halts;
import dev.bulkhead.daemon.signin.Leaving;
import dev.bulkhead.daemon.signin.SignIns;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.token.TokenAuthority;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a tenant at once, whatever state it is in: its tokens and key gone, its processes gone, every call in flight answered.
 *
 * <p>Nothing of it waits for the tenant server, the disk, the audit or the network: what cannot be written down now is done all
 * the same, and written down as soon as it can be. Safe for any thread.
 */
public final class Halting {
    private static final Logger LOG = LoggerFactory.getLogger(Halting.class);
    private static final Duration LONGEST = Duration.ofMillis(900);

    private final Halts halts;
    private final SignIns signIns;
    private final TokenAuthority authority;
    private final EventSink events;
    private final InstantSource clock;
    private final Function<TenantId, List<Long>> installs;
    private final Queue<AuditEvent> untold = new ConcurrentLinkedQueue<>();

    /** @param installs ends what is being installed for a tenant, and returns its processes */
    public Halting(
            Halts halts,
            SignIns signIns,
            TokenAuthority authority,
            Function<TenantId, List<Long>> installs,
            EventSink events,
            InstantSource clock) {
        this.halts = halts;
        this.signIns = signIns;
        this.authority = authority;
        this.installs = installs;
        this.events = events;
        this.clock = clock;
    }

    /**
     * What a halt did.
     *
     * @param took from the request to the last process gone
     * @param calls that were in flight and have an error now
     * @param processes that ran
     * @param survivors of them that could not be ended
     * @param recorded whether it stands in the audit already
     */
    public record Halted(TenantId tenant, Duration took, int calls, int processes, int survivors, boolean recorded) {}

    /** Forgets a tenant that is no more. */
    public void forget(TenantId tenant) throws IOException {
        halts.forget(tenant);
    }

    /** Halts {@code tenant}. @param peer who asks, for the audit */
    public Halted halt(RunningTenant tenant, String peer) {
        long start = System.nanoTime();
        halts.begin(tenant.id(), clock.instant());
        int calls = tenant.callsInFlight();
        List<Long> pids = new ArrayList<>(tenant.server().pids());
        pids.addAll(installs.apply(tenant.id()));
        Survivors processes = new Survivors(pids);
        authority.drop(tenant.id());
        tenant.halt(Leaving.HALTED);
        int survivors = processes.awaitEnd(LONGEST);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        boolean recorded = settle(tenant.id(), peer);
        recorded &= record(AuditEvent.of(
                clock.instant(),
                tenant.id(),
                EventType.TENANT_HALTED,
                survivors == 0 ? ResultStatus.SUCCESS : ResultStatus.ERROR,
                null,
                peer,
                "in " + Math.max(1, took.toMillis()) + " ms; calls in flight: " + calls + "; processes ended: "
                        + (processes.count() - survivors) + "; survivors: " + survivors));
        return new Halted(tenant.id(), took, calls, processes.count(), survivors, recorded);
    }

    /** Closes the vault, and writes down what holds after a restart. */
    private boolean settle(TenantId tenant, String peer) {
        boolean settled = true;
        try {
            signIns.leave(tenant, Leaving.HALTED, peer);
        } catch (IOException e) {
            LOG.error("tenant={} halted, but its sign-out could not be recorded: {}", tenant, e.getMessage());
            settled = false;
        }
        try {
            halts.keep();
        } catch (IOException e) {
            LOG.error("tenant={} halted, but not so after a restart: {}", tenant, e.getMessage());
            settled = false;
        }
        return settled;
    }

    /**
     * Lets {@code tenant} be signed in to again. The caller has had fresh proof.
     *
     * @throws IOException when it could not be recorded; then it stays halted
     */
    public void resume(TenantId tenant, String peer) throws IOException {
        events.record(AuditEvent.of(
                clock.instant(), tenant, EventType.TENANT_RESUMED, ResultStatus.SUCCESS, null, peer, null));
        halts.lift(tenant);
        halts.keep();
    }

    /** Returns whether {@code tenant} is halted. */
    public boolean isHalted(TenantId tenant) {
        return halts.reason(tenant).isPresent();
    }

    /** Called several times a second: writes down what could not be when it happened. */
    public void tick() {
        for (AuditEvent event = untold.peek(); event != null; event = untold.peek()) {
            try {
                events.record(event);
                halts.keep();
            } catch (IOException e) {
                return;
            }
            untold.remove(event);
        }
    }

    private boolean record(AuditEvent event) {
        try {
            events.record(event);
            return true;
        } catch (IOException e) {
            LOG.error("tenant={} a halt is recorded as soon as it can be: {}", event.tenant(), e.getMessage());
            untold.add(event);
            return false;
        }
    }
}
