package dev.bulkhead.daemon.process;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The upstreams of one running tenant server: which it may have, and the processes that run for its sessions. Safe for any
 * thread; nothing here waits, since it is called by the thread that reads the tenant server's pipe.
 */
final class Upstreams {
    /** Running or on their way, whichever session they are for. */
    static final int MOST_PROCESSES = 64;

    /** Starts that may come at once, and how many a minute after that: a program that ends at once is no reason for a storm. */
    private static final int MOST_STARTS = 96;

    private static final int STARTS_A_MINUTE = 120;

    private final TenantProcess process;
    private final UpstreamStarts starts;
    private final Set<RunningUpstream> running = ConcurrentHashMap.newKeySet();
    private final Map<Integer, RunningUpstream> byLane = new ConcurrentHashMap<>();
    private volatile Map<String, UpstreamOrder> orders = Map.of();

    /** Guarded by this. */
    private double mayStart = MOST_STARTS;

    /** Guarded by this. */
    private long filledAt = System.nanoTime();

    /** Guarded by this. */
    private boolean closed;

    Upstreams(TenantProcess process, UpstreamStarts starts) {
        this.process = process;
        this.starts = starts;
    }

    TenantId tenant() {
        return process.tenant();
    }

    boolean has(String name) {
        return orders.containsKey(name);
    }

    /** Returns whether the upstream of that name is, as of now, the one of that id. */
    boolean has(String name, String id) {
        UpstreamOrder order = orders.get(name);
        return order != null && order.id().equals(id);
    }

    /** Returns whether lane {@code number} is an upstream's. */
    boolean owns(int number) {
        return byLane.containsKey(number);
    }

    List<RunningUpstream> running() {
        return List.copyOf(running);
    }

    /** The upstreams as they are from now on: what runs of another is ended. */
    void replace(List<UpstreamOrder> now) {
        Map<String, UpstreamOrder> by = new HashMap<>();
        now.forEach(order -> by.put(order.name(), order));
        orders = Map.copyOf(by);
        for (RunningUpstream each : running) {
            UpstreamOrder order = by.get(each.order().name());
            if (order == null || !order.id().equals(each.order().id())) {
                each.stop("its settings changed");
            }
        }
    }

    /** @throws IOException when the tenant server asks without end: it is ended, since answers would pile up */
    void start(long request, String name, int sessionLane) throws IOException {
        String refusal = "";
        String session = process.sessionOf(sessionLane);
        UpstreamOrder order = orders.get(name);
        if (order == null) {
            refusal = "tenant '" + tenant() + "' has no such server in its settings";
        } else if (session.isEmpty()) {
            refusal = "the session has ended";
        }
        RunningUpstream begun = null;
        synchronized (this) {
            boolean asked = takeStart();
            if (!asked && mayStart < -MOST_STARTS) {
                throw new IOException("it asked for servers to be started without end");
            }
            if (closed) {
                return;
            }
            if (refusal.isEmpty() && !asked) {
                refusal = "servers of tenant '" + tenant() + "' were started too often: wait a minute";
            }
            if (refusal.isEmpty() && running.size() >= MOST_PROCESSES) {
                refusal = "tenant '" + tenant() + "' runs " + MOST_PROCESSES
                        + " servers already: end a session that is not needed";
            }
            if (refusal.isEmpty() && order != null) {
                begun = new RunningUpstream(
                        this, process, starts, order, new RunningUpstream.For(request, sessionLane, session));
                running.add(begun);
            }
        }
        if (begun == null) {
            process.sayLater(ControlMessages.failed(request, refusal));
        } else {
            begun.begin();
            stopIfLate(begun);
        }
    }

    /** The session may have ended, or the settings may have changed, while it was put on the list of those to be stopped then. */
    private void stopIfLate(RunningUpstream begun) {
        if (process.sessionOf(begun.sessionLane()).isEmpty()) {
            begun.stop("its session ended");
        } else if (!has(begun.order().name(), begun.order().id())) {
            begun.stop("its settings changed");
        }
    }

    private boolean takeStart() {
        long now = System.nanoTime();
        mayStart = Math.min(MOST_STARTS, mayStart + (now - filledAt) / 60e9 * STARTS_A_MINUTE);
        filledAt = now;
        mayStart -= 1;
        return mayStart >= 0;
    }

    void stop(int lane) {
        RunningUpstream there = byLane.get(lane);
        if (there != null) {
            there.stop("it was stopped");
        }
    }

    /** The session is over, and so are its upstreams. */
    void sessionClosed(int lane) {
        for (RunningUpstream each : running) {
            if (each.sessionLane() == lane) {
                each.stop("its session ended");
            }
        }
    }

    void onLane(int lane, RunningUpstream upstream) {
        byLane.put(lane, upstream);
    }

    void ended(RunningUpstream upstream, int lane) {
        byLane.remove(lane);
        running.remove(upstream);
    }

    /** Ends all, at once. */
    void close() {
        List<RunningUpstream> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(running);
        }
        left.forEach(upstream -> upstream.kill("the tenant server ended"));
    }
}
