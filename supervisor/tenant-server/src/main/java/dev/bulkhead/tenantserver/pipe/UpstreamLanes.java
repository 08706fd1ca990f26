package dev.bulkhead.tenantserver.pipe;

import dev.bulkhead.protocol.frame.FrameWriter;
import dev.bulkhead.tenantserver.upstream.WireListener;
import dev.bulkhead.tenantserver.upstream.Wires;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The upstreams' processes that this server has asked the supervisor for. Safe for any thread. */
final class UpstreamLanes {
    private final FrameWriter frames;
    private final ControlWriter control;
    private final Fatal fatal;
    private final Map<Long, UpstreamLane> asked = new HashMap<>();
    private final Map<Integer, UpstreamLane> running = new HashMap<>();
    private long last;

    UpstreamLanes(FrameWriter frames, ControlWriter control, Fatal fatal) {
        this.frames = frames;
        this.control = control;
        this.fatal = fatal;
    }

    /** Returns what starts processes for the session on {@code sessionLane}. */
    Wires of(int sessionLane) {
        return (upstream, listener) -> open(sessionLane, upstream, listener);
    }

    private UpstreamLane open(int sessionLane, String upstream, WireListener listener) {
        UpstreamLane lane = new UpstreamLane(upstream, listener, frames, control, fatal);
        try {
            synchronized (this) {
                long request = ++last;
                asked.put(request, lane);
                control.start(request, upstream, sessionLane);
            }
        } catch (IOException e) {
            fatal.pipeBroken(e);
        }
        return lane;
    }

    synchronized void started(long request, int number) {
        UpstreamLane lane = asked.remove(request);
        if (lane != null) {
            running.put(number, lane);
            lane.started(number);
        }
    }

    synchronized void failed(long request, String why) {
        UpstreamLane lane = asked.remove(request);
        if (lane != null) {
            lane.ended(why);
        }
    }

    synchronized void ended(int number, String why) {
        UpstreamLane lane = running.remove(number);
        if (lane != null) {
            lane.ended(why);
        }
    }

    /** Returns the upstream's lane of that number, or null. */
    synchronized @Nullable UpstreamLane find(int number) {
        return running.get(number);
    }
}
