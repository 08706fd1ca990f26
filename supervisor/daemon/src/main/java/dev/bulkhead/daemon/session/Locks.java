package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.signin.Leaving;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.signin.SignIns;
import dev.bulkhead.daemon.tenant.LockOn;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.Units;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks tenants by themselves: without a call for a while, so long after the sign-in, when the machine has slept, when the screen
 * is locked. To lock is to sign out, and to say so.
 *
 * <p>Times are the later of the wall clock's and of one that counts suspend: whichever leaves less. {@link #tick} is for one
 * thread, the rest for any.
 */
public final class Locks {
    private static final Logger LOG = LoggerFactory.getLogger(Locks.class);

    /** A busy machine can be late by a second or two; nobody wakes a laptop within less than this. */
    private static final Duration SHORTEST_SUSPEND = Duration.ofSeconds(5);

    private final RunningTenants tenants;
    private final SignIns signIns;
    private final InstantSource wall;
    private final LongSupplier elapsedNanos;
    private final LongSupplier awakeNanos;
    private final Map<TenantId, Seen> seen = new HashMap<>();
    private final Map<TenantId, Due> due = new ConcurrentHashMap<>();
    private long gap;

    /** How long a tenant stays open: without a call, and in any case. Zero or less: it is being locked. */
    public record Due(Duration idle, Duration hard) {}

    /** The sign-in of a tenant as it was first seen. */
    private record Seen(long epoch, long elapsed) {}

    /**
     * @param elapsedNanos counts on while the machine sleeps
     * @param awakeNanos does not, where the platform can tell; else the same as the other
     */
    public Locks(
            RunningTenants tenants,
            SignIns signIns,
            InstantSource wall,
            LongSupplier elapsedNanos,
            LongSupplier awakeNanos) {
        this.tenants = tenants;
        this.signIns = signIns;
        this.wall = wall;
        this.elapsedNanos = elapsedNanos;
        this.awakeNanos = awakeNanos;
        this.gap = elapsedNanos.getAsLong() - awakeNanos.getAsLong();
    }

    /** Called several times a second. */
    public void tick() {
        long now = elapsedNanos.getAsLong();
        long asleep = now - awakeNanos.getAsLong() - gap;
        gap += asleep;
        if (asleep > SHORTEST_SUSPEND.toNanos()) {
            lockAll(LockOn.SUSPEND, "the machine has slept");
        }
        List<SignIn> live = signIns.live();
        due.keySet().retainAll(live.stream().map(SignIn::tenant).toList());
        for (SignIn signIn : live) {
            tenants.find(signIn.tenant()).ifPresent(tenant -> look(tenant, signIn, now));
        }
    }

    /** When {@code tenant} is locked, as the last look found it; nothing where nobody is signed in. For any thread. */
    public Optional<Due> due(TenantId tenant) {
        return Optional.ofNullable(due.get(tenant));
    }

    private void look(RunningTenant tenant, SignIn signIn, long now) {
        Seen first = seen.get(tenant.id());
        if (first == null || first.epoch() != signIn.epoch()) {
            first = new Seen(signIn.epoch(), now);
            seen.put(tenant.id(), first);
            tenant.active(now);
        }
        if (tenant.callsInFlight() > 0) {
            tenant.active(now);
        }
        TenantSettings.Session rules = tenant.settings().session();
        Duration byWall = Duration.between(signIn.since(), wall.instant());
        Duration age = max(byWall, Duration.ofNanos(now - first.elapsed()));
        Duration idle = tenant.idleFor(now);
        due.put(
                tenant.id(),
                new Due(rules.idleLock().minus(idle), rules.hardLock().minus(age)));
        if (age.compareTo(rules.hardLock()) >= 0) {
            lock(tenant.id(), "the sign-in is " + Units.text(rules.hardLock()) + " old");
        } else if (idle.compareTo(rules.idleLock()) >= 0) {
            lock(tenant.id(), "no call came for " + Units.text(rules.idleLock()));
        } else if (idle.compareTo(rules.sleepAfter()) >= 0) {
            tenant.rest();
        }
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Locks every tenant whose settings say so. */
    public void lockAll(LockOn what, String why) {
        for (SignIn signIn : signIns.live()) {
            tenants.find(signIn.tenant())
                    .filter(tenant -> tenant.settings().session().lockOn().contains(what))
                    .ifPresent(tenant -> lock(tenant.id(), why));
        }
    }

    private void lock(TenantId tenant, String why) {
        LOG.info("tenant={} is locked: {}", tenant, why);
        try {
            signIns.leave(tenant, new Leaving(Leaving.Kind.LOCK, why), "supervisor");
        } catch (IOException e) {
            LOG.error("tenant={} is locked, which could not be recorded: {}", tenant, e.getMessage());
        }
    }
}
