package dev.bulkhead.tenantserver.pipe;

import dev.bulkhead.protocol.frame.FrameWriter;
import dev.bulkhead.protocol.frame.Frames;
import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.lane.Credit;
import dev.bulkhead.tenantserver.lane.Lane;
import dev.bulkhead.tenantserver.lane.LaneEnded;
import dev.bulkhead.tenantserver.lane.Peer;
import dev.bulkhead.tenantserver.lane.Work;
import dev.bulkhead.tenantserver.mcp.Conversation;
import dev.bulkhead.tenantserver.mcp.Upstreams;
import dev.bulkhead.tenantserver.tool.Rights;
import dev.bulkhead.tenantserver.tool.Session;
import dev.bulkhead.tenantserver.tool.Tenant;
import dev.bulkhead.tenantserver.tool.Toolbox;
import java.io.IOException;

/** A session's lane on the pipe: its credit in both directions, and its conversation. Safe for any thread. */
final class SessionLane implements Peer {
    /** Smallest amount that is granted at once. */
    private static final int GRANT = 256 * 1024;

    private final int number;
    private final FrameWriter frames;
    private final ControlWriter control;
    private final Fatal fatal;
    private final Credit credit = new Credit();
    private final Conversation conversation;
    private final Lane lane;

    // What the other side may still send: under this object's monitor.
    private long mayCome = Frames.INITIAL_CREDIT;
    private int notGranted;

    SessionLane(
            int number,
            Tenant tenant,
            Toolbox toolbox,
            Session session,
            Upstreams upstreams,
            FrameWriter frames,
            ControlWriter control,
            Fatal fatal) {
        this.number = number;
        this.frames = frames;
        this.control = control;
        this.fatal = fatal;
        this.conversation = new Conversation(tenant, toolbox, session, this, upstreams);
        this.lane = new Lane("lane-" + number, Json.MAX_LINE, conversation, this);
    }

    /** Takes bytes that came; never waits. Returns false when there was no credit for them: then the lane has ended. */
    boolean offer(byte[] bytes) {
        boolean isCovered;
        synchronized (this) {
            mayCome -= bytes.length;
            isCovered = mayCome >= 0;
        }
        if (!isCovered) {
            end();
            return false;
        }
        lane.offer(bytes);
        return true;
    }

    void rotate(Rights rights) {
        Work work = conversation.rotate(rights);
        if (work != null) {
            lane.submit(work);
        }
    }

    void upstreamsChanged() {
        lane.submit(conversation.upstreamsChanged());
    }

    void grant(long bytes) {
        credit.grant(bytes);
    }

    void end() {
        credit.end();
        lane.end();
    }

    @Override
    public void send(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int part = credit.take(Math.min(left, Frames.MAX_PAYLOAD));
            try {
                frames.write(number, bytes, from, part);
            } catch (IOException e) {
                fatal.pipeBroken(e);
                throw new LaneEnded();
            }
            from += part;
            left -= part;
        }
    }

    @Override
    public void taken(int bytes) throws IOException {
        int granted;
        synchronized (this) {
            notGranted += bytes;
            if (notGranted < GRANT) {
                return;
            }
            granted = notGranted;
            notGranted = 0;
            mayCome += granted;
        }
        control.credit(number, granted);
    }

    @Override
    public void over() {
        try {
            control.closed(number);
        } catch (IOException e) {
            fatal.pipeBroken(e);
        }
    }

    @Override
    public void broken(Throwable why) {
        if (why instanceof IOException) {
            fatal.pipeBroken(why);
            return;
        }
        try {
            control.log("error", "lane " + number + " failed: " + why.getClass().getSimpleName());
        } catch (IOException e) {
            fatal.pipeBroken(e);
        }
    }
}
