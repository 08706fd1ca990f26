package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.frame.FrameReader;
import dev.bulkhead.protocol.frame.FrameWriter;
import dev.bulkhead.protocol.frame.Frames;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.line.LineBuffer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.zeroturnaround.exec.StartedProcess;

/**
 * One running tenant server: its pipe, its lanes, its end. Safe for any thread.
 *
 * <p>Two threads of its own read: one its stdout (frames), one its stderr (for the log). What comes outside a frame ends it.
 */
public final class TenantProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TenantProcess.class);

    private final TenantId tenant;
    private final StartedProcess started;
    private final RawStreams streams;
    private final UnaryOperator<String> forLog;
    private final FrameWriter writer;
    private final AtomicInteger writing = new AtomicInteger();
    private final Map<Integer, Lane> lanes = new ConcurrentHashMap<>();
    private final AtomicInteger lastLane = new AtomicInteger(Frames.CONTROL_LANE);
    private final LineBuffer control = new LineBuffer(Frames.INITIAL_CREDIT);
    private final CompletableFuture<JsonNode> probed = new CompletableFuture<>();
    private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private volatile String selfTest = "";
    private volatile Set<String> tools = Set.of();
    private volatile long writtenAt;

    /** @param forLog takes the tenant's credentials out of what the server says */
    TenantProcess(TenantId tenant, StartedProcess started, RawStreams streams, UnaryOperator<String> forLog) {
        this.tenant = tenant;
        this.started = started;
        this.streams = streams;
        this.forLog = forLog;
        this.writer = new FrameWriter(streams.in());
        thread("reads-" + tenant, this::readFrames);
        thread("stderr-" + tenant, this::readStderr);
    }

    private static void thread(String name, Runnable body) {
        Thread.ofPlatform().daemon().name(name).start(body);
    }

    /** The tenant server as the kernel numbers it outside: bwrap's one child. Falls back to bwrap's own number. */
    public long pid() {
        Process bwrap = started.getProcess();
        return bwrap.children().mapToLong(ProcessHandle::pid).findFirst().orElse(bwrap.pid());
    }

    public boolean isAlive() {
        return !end.isDone() && started.getProcess().isAlive();
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

    /** Returns whether the tenant server has a tool of that name. */
    public boolean hasTool(String tool) {
        return tools.contains(tool);
    }

    /** Returns the ids of the targets that were reached; an empty list proves the wall. */
    List<String> prove(List<ProbeTarget> targets, Duration limit) throws IOException {
        write(ControlMessages.probe(targets));
        JsonNode results = await(probed, limit, "the self-test").path("results");
        List<String> open = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            JsonNode result = results.path(i);
            boolean same = result.path("id").asText().equals(targets.get(i).id());
            // Whatever is not plainly closed counts as open: no verdict, no access.
            if (!same || !result.path("open").isBoolean() || result.path("open").asBoolean()) {
                open.add(targets.get(i).id());
            }
        }
        selfTest = targets.size() - open.size() + "/" + targets.size();
        return open;
    }

    /** Hands over the tenant and its credentials, and waits until the server serves. Zeroes {@code bind}. */
    void bind(byte[] bind, Duration limit) throws IOException {
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
        if (end.isDone()) {
            lanes.remove(number);
            throw new IOException("the tenant server has ended: " + end.join());
        }
        write(ControlMessages.open(number, session, prefix, tools, expires));
        return lane;
    }

    void close(Lane lane) {
        if (lanes.remove(lane.number()) != null) {
            say(ControlMessages.close(lane.number()));
            lane.end("the session has ended");
        }
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
    private void say(byte[] message) {
        try {
            write(message);
        } catch (IOException e) {
            LOG.debug("a control message found no tenant server: {}", e.getMessage());
        }
    }

    private void readFrames() {
        MDC.put("tenant", tenant.value());
        String why = "it ended";
        try {
            FrameReader reader = new FrameReader(streams.out());
            for (FrameReader.Frame frame = reader.next(); frame != null; frame = reader.next()) {
                take(frame);
            }
        } catch (IOException | RuntimeException e) {
            why = "its output broke the pipe's rules: " + e.getMessage();
        }
        streams.outputIsRead();
        finish(why);
    }

    private void take(FrameReader.Frame frame) throws IOException {
        if (frame.lane() != Frames.CONTROL_LANE) {
            Lane lane = lanes.get(frame.lane());
            if (lane != null) {
                lane.received(frame.bytes());
            }
            return;
        }
        control.append(frame.bytes());
        while (control.next()) {
            take(controlMessage());
        }
    }

    private JsonNode controlMessage() throws IOException {
        try {
            return ControlMessages.JSON.readTree(control.array(), control.start(), control.length());
        } catch (JsonProcessingException e) {
            // Its own message repeats what came, and that may be a secret.
            throw new IOException("a control message was no JSON");
        }
    }

    private void take(JsonNode message) {
        switch (message.path("type").asText()) {
            case "probed" -> probed.complete(message);
            case "ready" -> {
                Set<String> names = new HashSet<>();
                message.path("tools").forEach(tool -> names.add(tool.asText()));
                tools = Set.copyOf(names);
                ready.complete(message);
            }
            case "credit" -> {
                Lane lane = lanes.get(message.path("lane").asInt());
                if (lane != null) {
                    lane.granted(message.path("bytes").asLong());
                }
            }
            case "closed" -> {
                Lane lane = lanes.remove(message.path("lane").asInt());
                if (lane != null) {
                    lane.end("the tenant server closed the session's lane");
                }
            }
            case "log" ->
                LOG.info(
                        "tenant server: {}",
                        BoundedLines.printable(
                                forLog.apply(message.path("message").asText())));
            default -> LOG.warn("the tenant server sent an unknown control message");
        }
    }

    private void readStderr() {
        MDC.put("tenant", tenant.value());
        try {
            BoundedLines.read(
                    streams.err(),
                    line -> LOG.warn("tenant server stderr: {}", BoundedLines.printable(forLog.apply(line))));
        } catch (IOException e) {
            LOG.debug("stderr of the tenant server ended: {}", e.getMessage());
        }
    }

    private void finish(String why) {
        started.getProcess().destroyForcibly();
        IOException ended = new IOException("the tenant server has ended: " + why);
        probed.completeExceptionally(ended);
        ready.completeExceptionally(ended);
        end.complete(why);
        List<Lane> open = new ArrayList<>(lanes.values());
        lanes.clear();
        open.forEach(lane -> lane.end("the tenant server has ended: " + why));
    }

    /** Ends the process and everything in its sandbox, at once. */
    @Override
    public void close() {
        close("it was stopped");
    }

    /** Ends the process as {@link #close()} does, and says why. */
    public void close(String why) {
        started.getProcess().children().forEach(ProcessHandle::destroyForcibly);
        started.getProcess().destroyForcibly();
        finish(why);
    }
}
