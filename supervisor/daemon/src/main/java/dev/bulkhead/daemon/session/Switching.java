package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.SwitchMode;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the active workspace, and what that means to the hosts that follow it. Safe for any thread; one change at a time.
 *
 * <p>A connection goes over to the other tenant only where the settings of both say so: what a model has read of one client is
 * then in the same conversation as the other client's tools. Else it waits in the lobby until its own tenant is active again.
 * No host and no stream of one tenant is told the name of another.
 */
public final class Switching {
    private static final Logger LOG = LoggerFactory.getLogger(Switching.class);
    private static final String LEFT = "the consultant works for another client now";

    private final ActiveWorkspace active;
    private final Binder binder;
    private final EventSink events;
    private final InstantSource clock;
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();

    Switching(ActiveWorkspace active, Binder binder, EventSink events, InstantSource clock) {
        this.active = active;
        this.binder = binder;
        this.events = events;
        this.clock = clock;
    }

    /** A connection that asked for no tenant. */
    record Follower(HostReader reader, HostConnection host, Peer peer) {}

    /**
     * What a change did.
     *
     * @param moved connections that are the new tenant's now
     * @param inLobby connections that wait in the lobby of the tenant that they are still bound to
     */
    public record Switched(TenantId tenant, int moved, int inLobby, Duration took) {}

    void follows(Follower follower) {
        followers.add(follower);
    }

    void ends(Follower follower) {
        followers.remove(follower);
    }

    /**
     * Makes {@code tenant} the active workspace.
     *
     * @param peer who asks, for the audit
     * @throws IOException when it could not be recorded or kept; then nothing has changed
     */
    public synchronized Switched to(RunningTenant tenant, String peer) throws IOException {
        long start = System.nanoTime();
        Optional<RunningTenant> before = active.now().filter(was -> was != tenant);
        if (before.isPresent()) {
            record(before.get(), EventType.WORKSPACE_LEFT, peer);
        }
        record(tenant, EventType.WORKSPACE_ENTERED, peer);
        active.become(tenant.id());
        AtomicInteger moved = new AtomicInteger();
        AtomicInteger inLobby = new AtomicInteger();
        // One that is slow, or does not read, must not hold up the others.
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Follower follower : followers) {
                each.execute(() -> {
                    if (follow(follower, tenant)) {
                        moved.incrementAndGet();
                    } else if (follower.reader().session().rights().isShut()) {
                        inLobby.incrementAndGet();
                    }
                });
            }
        }
        return new Switched(tenant.id(), moved.get(), inLobby.get(), Duration.ofNanos(System.nanoTime() - start));
    }

    /** Returns whether the connection went over. */
    private boolean follow(Follower follower, RunningTenant tenant) {
        Session session = follower.reader().session();
        if (session.runningTenant() == tenant) {
            session.backFromLobby();
            return false;
        }
        if (mayFollow(session, tenant)) {
            try {
                if (follower.reader()
                        .become(carried -> binder.bySignIn(tenant, follower.peer(), follower.host(), carried), LEFT)) {
                    return true;
                }
            } catch (IOException e) {
                LOG.error("a session could not begin after a switch: {}", e.getMessage());
                follower.reader().session().end().atOnce("its beginning could not be recorded");
                return false;
            }
        }
        session.toLobby(LEFT + ": switch back with 'bulkhead switch " + session.tenant()
                + "', or have the AI host start its server anew");
        return false;
    }

    private static boolean mayFollow(Session session, RunningTenant to) {
        return !session.rights().byToken()
                && session.runningTenant().settings().session().switching() == SwitchMode.FOLLOW
                && to.settings().session().switching() == SwitchMode.FOLLOW;
    }

    private void record(RunningTenant tenant, EventType type, String peer) throws IOException {
        events.record(AuditEvent.of(clock.instant(), tenant.id(), type, ResultStatus.SUCCESS, null, peer, null));
    }
}
