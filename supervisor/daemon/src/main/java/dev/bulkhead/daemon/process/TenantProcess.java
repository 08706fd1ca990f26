package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.frame.FrameReader;
import dev.bulkhead.protocol.frame.FrameWriter;
import dev.bulkhead.protocol.frame.Frames;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One running tenant server: its pipe, its lanes, its end. Safe for any thread.
 *
 * <p>Two threads of its own read: one its stdout (frames), one its stderr (for the log). What comes outside a frame ends it.
 */
public final class TenantProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TenantProcess.class);

    private final TenantServers.Order order;
    private final Sandboxed sandboxed;
    private final ServerOwner owner;
    private final Upstreams upstreams;
    private final FrameWriter writer;
    private final AtomicInteger writing = new AtomicInteger();
    private final Map<Integer, Lane> lanes = new ConcurrentHashMap<>();

    /** The sessions of the lanes that are open. */
    private final Map<Integer, String> sessions = new ConcurrentHashMap<>();

    private final AtomicInteger lastLane = new AtomicInteger(Frames.CONTROL_LANE);
    private final CompletableFuture<JsonNode> probed = new CompletableFuture<>();
    private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private volatile String selfTest = "";
    private volatile KnownTools tools = KnownTools.NONE;
    private volatile long writtenAt;

    TenantProcess(TenantServers.Order order, Sandboxed sandboxed, ServerOwner owner, UpstreamStarts starts) {
        this.order = order;
        this.sandboxed = sandboxed;
        this.owner = owner;
        this.upstreams = new Upstreams(this, starts);
        this.writer = new FrameWriter(sandboxed.streams().in());
        ControlLane control = new ControlLane(new Heard(starts.eras()));
        thread("reads-" + order.tenant(), () -> readFrames(control));
        thread("stderr-" + order.tenant(), this::readStderr);
    }

    private static void thread(String name, Runnable body) {
        Thread.ofPlatform().daemon().name(name).start(body);
    }

    TenantId tenant() {
        return order.tenant();
    }

    TenantServers.Order order() {
        return order;
    }

    ServerOwner owner() {
        return owner;
    }

    /** The tenant server as the kernel numbers it outside. */
    public long pid() {
        return sandboxed.pid();
    }

    public boolean isAlive() {
        return !end.isDone() && sandboxed.isAlive();
    }

    /** Returns what completes, with the reason, when the process has ended. */
    public CompletableFuture<String> end() {
        return end;
    }

    /** What the self-test gave: {@code 40/40}. */
    public String selfTest() {
        return selfTest;
    }

    /** The capabilities that the tenant server named when it became ready. */
    public JsonNode capabilities() {
        return ready.getNow(ControlMessages.JSON.createObjectNode()).path("capabilities");
    }

    /** Returns whether the tenant server has named a tool of exactly that name. */
    public boolean hasTool(String tool) {
        return tools.names().contains(tool);
    }

    /** Returns whether there may be such a tool: one that was named, or one of an upstream that was not asked for its tools yet. */
    public boolean mayHaveTool(String tool) {
        return hasTool(tool) || upstreams.has(KnownTools.upstreamOf(tool));
    }

    /** Returns the name that a shortened one stands for; any other as it is. */
    public String fullName(String tool) {
        return tools.full().getOrDefault(tool, tool);
    }

    /** The upstreams that run now, or are on their way. */
    public List<RunningUpstream> upstreams() {
        return upstreams.running();
    }

    /** Tells the server of its upstreams as they are from now on; what runs of others is ended. Safe for any thread. */
    public void upstreams(Map<UpstreamOrder, String> now) {
        upstreams.replace(List.copyOf(now.keySet()));
        say(ControlMessages.upstreams(now));
    }

    /** Returns the ids of the targets that were reached; an empty list proves the wall. */
    List<String> prove(List<ProbeTarget> targets, Duration limit) throws IOException {
        write(ControlMessages.probe(targets));
        JsonNode results = await(probed, limit, "the self-test").path("results");
        List<String> open = SelfTest.reached(targets, results);
        selfTest = targets.size() - open.size() + "/" + targets.size();
        return open;
    }

    /** Hands over the tenant and its credentials, and waits until the server serves. Zeroes {@code bind}. */
    void bind(byte[] bind, List<UpstreamOrder> may, Duration limit) throws IOException {
        upstreams.replace(may);
        try {
            write(bind);
        } finally {
            Arrays.fill(bind, (byte) 0);
        }
        await(ready, limit, "the tenant server's start");
    }

    private <T> T await(CompletableFuture<T> what, Duration limit, String name) throws IOException {
        try {
            return what.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(name + " took over " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(name + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during " + name, e);
        }
    }

    /** Opens a lane for a session. */
    public Lane open(String session, String prefix, List<String> tools, long expires, LaneListener listener)
            throws IOException {
        int number = lastLane.incrementAndGet();
        Lane lane = new Lane(this, number, listener);
        lanes.put(number, lane);
        sessions.put(number, session);
        if (end.isDone()) {
            lanes.remove(number);
            sessions.remove(number);
            throw new IOException("the tenant server has ended: " + end.join());
        }
        write(ControlMessages.open(number, session, prefix, tools, expires));
        return lane;
    }

    /** Opens a lane for an upstream; {@code started} tells the tenant server of it. */
    Lane openForUpstream(LaneListener listener) {
        int number = lastLane.incrementAndGet();
        Lane lane = new Lane(this, number, listener);
        lanes.put(number, lane);
        return lane;
    }

    void close(Lane lane) {
        if (upstreams.owns(lane.number())) {
            lane.end("nobody took what it said");
        } else if (lanes.remove(lane.number()) != null) {
            say(ControlMessages.close(lane.number()));
            sessionEnded(lane, "the session has ended");
        }
    }

    private void sessionEnded(Lane lane, String why) {
        sessions.remove(lane.number());
        upstreams.sessionClosed(lane.number());
        lane.end(why);
    }

    /** An upstream has ended: what still comes for it is thrown away. */
    void forget(Lane lane) {
        lanes.remove(lane.number());
        lane.end("it has ended");
    }

    void grant(int lane, int bytes) {
        say(ControlMessages.credit(lane, bytes));
    }

    void rotate(int lane, List<String> tools, long expires) {
        say(ControlMessages.rotate(lane, tools, expires));
    }

    void write(int lane, byte[] bytes, int offset, int length) throws IOException {
        if (writing.getAndIncrement() == 0) {
            writtenAt = System.nanoTime();
        }
        try {
            writer.write(lane, bytes, offset, length);
        } finally {
            writtenAt = System.nanoTime();
            writing.decrementAndGet();
        }
    }

    private void write(byte[] message) throws IOException {
        write(Frames.CONTROL_LANE, message, 0, message.length);
    }

    /** How long something has waited for the process to read its pipe; whoever writes to it waits as long. */
    public Duration stuckFor() {
        return writing.get() == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - writtenAt);
    }

    /** For messages whose failure means only that the process is ending, which its reader finds out by itself. */
    void say(byte[] message) {
        try {
            write(message);
        } catch (IOException e) {
            LOG.debug("a control message found no tenant server: {}", e.getMessage());
        }
    }

    /** As {@link #say}, for the thread that reads the pipe: it must not wait for the other direction. */
    void sayLater(byte[] message) {
        Thread.ofVirtual().start(() -> say(message));
    }

    private void readFrames(ControlLane control) {
        MDC.put("tenant", tenant().value());
        String why = "it ended";
        try {
            FrameReader reader = new FrameReader(sandboxed.streams().out());
            for (FrameReader.Frame frame = reader.next(); frame != null; frame = reader.next()) {
                if (frame.lane() == Frames.CONTROL_LANE) {
                    control.received(frame.bytes());
                } else {
                    Lane lane = lanes.get(frame.lane());
                    if (lane != null) {
                        lane.received(frame.bytes());
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            why = "its output broke the pipe's rules: " + e.getMessage();
        }
        sandboxed.streams().outputIsRead();
        finish(why);
    }

    /** What the tenant server says, and what comes of it. */
    private final class Heard implements ControlLane.Heard {
        private final Eras eras;

        Heard(Eras eras) {
            this.eras = eras;
        }

        @Override
        public void probed(JsonNode message) {
            probed.complete(message);
        }

        @Override
        public void ready(JsonNode message) {
            tools = KnownTools.of(message);
            ready.complete(message);
        }

        @Override
        public void credit(int number, long bytes) {
            Lane lane = lanes.get(number);
            if (lane != null) {
                lane.granted(bytes);
            }
        }

        @Override
        public void closed(int number) {
            Lane lane = upstreams.owns(number) ? null : lanes.remove(number);
            if (lane != null) {
                sessionEnded(lane, "the tenant server closed the session's lane");
            }
        }

        @Override
        public void log(String message) {
            LOG.info("tenant server: {}", BoundedLines.printable(owner.forLog(message)));
        }

        @Override
        public void start(long request, String upstream, int sessionLane) throws IOException {
            upstreams.start(request, upstream, sessionLane, sessions.getOrDefault(sessionLane, ""));
        }

        @Override
        public void stop(int lane) {
            upstreams.stop(lane);
        }

        @Override
        public void tools(KnownTools named) {
            tools = named;
        }

        @Override
        public void capabilities(JsonNode capabilities) {
            owner.capabilities(capabilities);
        }

        @Override
        public void verdict(String upstream, String id, String era) {
            if (upstreams.has(upstream, id)) {
                eras.keep(tenant(), id, era);
            }
        }
    }

    private void readStderr() {
        MDC.put("tenant", tenant().value());
        try {
            BoundedLines.read(
                    sandboxed.streams().err(),
                    line -> LOG.warn("tenant server stderr: {}", BoundedLines.printable(owner.forLog(line))));
        } catch (IOException e) {
            LOG.debug("stderr of the tenant server ended: {}", e.getMessage());
        }
    }

    private void finish(String why) {
        sandboxed.kill();
        upstreams.close();
        IOException ended = new IOException("the tenant server has ended: " + why);
        probed.completeExceptionally(ended);
        ready.completeExceptionally(ended);
        end.complete(why);
        List<Lane> open = new ArrayList<>(lanes.values());
        lanes.clear();
        sessions.clear();
        open.forEach(lane -> lane.end("the tenant server has ended: " + why));
    }

    /** Ends the process and everything in its sandbox, at once. */
    @Override
    public void close() {
        close("it was stopped");
    }

    /** Ends the process as {@link #close()} does, and says why. */
    public void close(String why) {
        finish(why);
    }
}
