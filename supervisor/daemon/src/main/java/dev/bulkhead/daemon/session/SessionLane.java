package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.process.Lane;
import dev.bulkhead.daemon.process.TenantProcess;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.daemon.tenant.ToolPattern;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's way to its tenant's server: one lane at a time, opened when there is something to send, and again to the next
 * server when that one has ended. Safe for any thread.
 */
final class SessionLane {
    private final Session session;
    private final Outbound outbound;
    private final HostWriter writer;
    private volatile @Nullable Link link;

    // Below: guarded by this.
    private long links;
    private Instant told = Instant.EPOCH;
    private List<ToolPattern> toldTools = List.of();

    SessionLane(Session session, Outbound outbound, HostWriter writer) {
        this.session = session;
        this.outbound = outbound;
        this.writer = writer;
    }

    /**
     * Returns the lane to the tenant's server, opened, and told what the host has said, if it was not.
     *
     * @throws IOException when the server does not run and cannot be started
     * @throws SandboxUnavailableException when there is no wall to start it behind
     */
    synchronized Link link() throws IOException, SandboxUnavailableException {
        Link there = link;
        if (there != null) {
            Lane lane = there.lane();
            if (lane != null && lane.isOpen()) {
                tellRenewal(lane);
                return there;
            }
        }
        SessionRights rights = session.rights();
        TenantProcess process = session.runningTenant().server().process();
        Link fresh = new Link(++links, outbound, writer);
        Lane lane = process.open(
                session.id(),
                rights.prefix(),
                rights.toolNames(),
                rights.expires().getEpochSecond(),
                fresh);
        fresh.lane(lane);
        told = rights.expires();
        toldTools = rights.tools();
        link = fresh;
        for (byte[] line : session.handshake().replay()) {
            lane.send(line, 0, line.length);
        }
        for (byte[] line : session.subscriptions().replay()) {
            lane.send(line, 0, line.length);
        }
        for (byte[] line : session.resources().replay(session.handshake())) {
            lane.send(line, 0, line.length);
        }
        return fresh;
    }

    /** The session's token was renewed since the tenant server was told of it. */
    private void tellRenewal(Lane lane) {
        Instant expires = session.rights().expires();
        List<ToolPattern> tools = session.rights().tools();
        if (!expires.equals(told) || !tools.equals(toldTools)) {
            told = expires;
            toldTools = tools;
            lane.rotate(session.rights().toolNames(), expires.getEpochSecond());
        }
    }

    /** The lane, if there is one: for messages that are about what a lane already has. */
    @Nullable
    Lane ifOpened() {
        Link there = link;
        return there == null ? null : there.lane();
    }

    /** Closes the lane, so that the next message opens one to the server that runs then. */
    void drop() {
        Lane lane = ifOpened();
        if (lane != null) {
            lane.close();
        }
    }

    /** Gives the lane up at once: whoever waits there for credit waits no longer. */
    void abandon(String why) {
        Lane lane = ifOpened();
        if (lane != null) {
            lane.abandon(why);
        }
    }
}
