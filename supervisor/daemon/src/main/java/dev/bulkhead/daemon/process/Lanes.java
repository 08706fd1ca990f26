package dev.bulkhead.daemon.process;

import dev.bulkhead.protocol.frame.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The open lanes of one tenant server, sessions' and upstreams'; a number is never used again. Safe for any thread. */
final class Lanes {
    private final Map<Integer, Lane> lanes = new ConcurrentHashMap<>();
    private final Map<Integer, String> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger(Frames.CONTROL_LANE);

    /** @param session "" for an upstream's lane */
    Lane add(TenantProcess process, String session, LaneListener listener) {
        Lane lane = new Lane(process, last.incrementAndGet(), listener);
        lanes.put(lane.number(), lane);
        if (!session.isEmpty()) {
            sessions.put(lane.number(), session);
        }
        return lane;
    }

    @Nullable
    Lane at(int number) {
        return lanes.get(number);
    }

    /** The session of an open lane; "" when there is none. */
    String sessionOf(int number) {
        return sessions.getOrDefault(number, "");
    }

    /** Returns whether it was open until now. */
    boolean remove(Lane lane) {
        sessions.remove(lane.number());
        return lanes.remove(lane.number()) != null;
    }

    void endAll(String why) {
        List<Lane> open = new ArrayList<>(lanes.values());
        lanes.clear();
        sessions.clear();
        open.forEach(lane -> lane.end(why));
    }
}
