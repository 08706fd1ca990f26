package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.limits.WorkspaceWatch;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import dev.bulkhead.protocol.frame.FrameReader;
import dev.bulkhead.protocol.frame.Frames;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
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
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final TenantServers.Order order;
    private final Sandboxed sandboxed;
    private final ServerOwner owner;
    private final Upstreams upstreams;
    private final Thread stderr;
    private final ServerWriter writer;
    private final Lanes lanes = new Lanes();
    private final ServerHeard heard;
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final AtomicReference<String> reason = new AtomicReference<>("");
    private volatile String selfTest = "";
    private volatile String lastWords = "";
    private volatile @Nullable WorkspaceWatch disk;

    TenantProcess(TenantServers.Order order, Sandboxed sandboxed, ServerOwner owner, UpstreamStarts starts) {
        this.order = order;
        this.sandboxed = sandboxed;
        this.owner = owner;
        this.upstreams = new Upstreams(this, starts);
        this.writer = new ServerWriter(sandboxed.streams().in());
        this.heard = new ServerHeard(order.tenant(), lanes, upstreams, owner, starts.eras());
        ControlLane control = new ControlLane(heard);
        thread("reads-" + order.tenant(), () -> readFrames(control));
        stderr = thread("stderr-" + order.tenant(), this::readStderr);
    }

    private static Thread thread(String name, Runnable body) {
        return Thread.ofPlatform().daemon().name(name).start(body);
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
        return heard.ready.getNow(ControlMessages.JSON.createObjectNode()).path("capabilities");
    }

    /** The tools that the tenant server has named so far, by the names that hosts see. */
    public Set<String> tools() {
        return heard.tools().names();
    }

    /** Returns whether the tenant server has named a tool of exactly that name. */
    public boolean hasTool(String tool) {
        return heard.tools().names().contains(tool);
    }

    /** Returns whether there may be such a tool: one that was named, or one of an upstream that was not asked for its tools yet. */
    public boolean mayHaveTool(String tool) {
        return hasTool(tool) || upstreams.has(UpstreamSettings.ofTool(tool));
    }

    /**
     * Returns whether a tool of an upstream says that it changes nothing ({@code readOnlyHint}, as it was last listed): the
     * upstream's own word. One that was not listed yet has not said so.
     */
    public boolean isReading(String tool) {
        return !UpstreamSettings.ofTool(tool).isEmpty()
                && heard.tools().reading().contains(tool);
    }

    /** Returns what a name that was named as a shortened one stands for; null for any other. */
    public @Nullable String fullName(String name) {
        return heard.tools().full().get(name);
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

    /** Takes who watches the workspace, to be closed with this. */
    void watches(WorkspaceWatch watch) {
        disk = watch;
        end.thenRun(watch::close);
    }

    /** Why nothing that writes may start; empty when there is no reason. */
    Optional<String> workspaceProblem() {
        WorkspaceWatch watch = disk;
        return watch != null && watch.isFull() ? Optional.of(watch.problem()) : Optional.empty();
    }

    /** What was said last on stderr, by bwrap where it could not make the sandbox; waits a moment for it. */
    String lastWords() {
        try {
            if (!stderr.join(LAST_WORDS)) {
                LOG.debug("the tenant server keeps its stderr open");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return lastWords;
    }

    /** Has the server try what {@code test} says, and returns what came of it. */
    SelfTest.Verdict prove(SelfTest test, Duration limit) throws IOException {
        writer.write(ControlMessages.probe(test.targets()));
        JsonNode results = await(heard.probed, limit, "the self-test").path("results");
        SelfTest.Verdict verdict = test.judge(results);
        selfTest = verdict.score();
        return verdict;
    }

    /** Hands over the tenant and its credentials, and waits until the server serves. Zeroes {@code bind}. */
    void bind(byte[] bind, List<UpstreamOrder> may, Duration limit) throws IOException {
        upstreams.replace(may);
        try {
            writer.write(bind);
        } finally {
            Arrays.fill(bind, (byte) 0);
        }
        await(heard.ready, limit, "the tenant server's start");
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
        Lane lane = lanes.add(this, session, listener);
        if (end.isDone()) {
            lanes.remove(lane);
            throw new IOException("the tenant server has ended: " + end.join());
        }
        writer.write(ControlMessages.open(lane.number(), session, prefix, tools, expires));
        return lane;
    }

    /** Opens a lane for an upstream; {@code started} tells the tenant server of it. */
    Lane openForUpstream(LaneListener listener) {
        return lanes.add(this, "", listener);
    }

    void close(Lane lane) {
        if (upstreams.owns(lane.number())) {
            lane.end("nobody took what it said");
        } else if (lanes.remove(lane)) {
            say(ControlMessages.close(lane.number()));
            upstreams.sessionClosed(lane.number());
            lane.end("the session has ended");
        }
    }

    /** The session of an open lane; "" when there is none. */
    String sessionOf(int lane) {
        return lanes.sessionOf(lane);
    }

    /** An upstream has ended: what still comes for it is thrown away. */
    void forget(Lane lane) {
        lanes.remove(lane);
        lane.end("it has ended");
    }

    /** Waits for nothing: who says it may be the thread that reads the pipe. */
    void grant(int lane, int bytes) {
        writer.sayLater(ControlMessages.credit(lane, bytes));
    }

    void rotate(int lane, List<String> tools, long expires) {
        say(ControlMessages.rotate(lane, tools, expires));
    }

    void write(int lane, byte[] bytes, int offset, int length) throws IOException {
        writer.write(lane, bytes, offset, length);
    }

    /** How long something has waited for the process to read its pipe; whoever writes to it waits as long. */
    public Duration stuckFor() {
        return writer.stuckFor();
    }

    void say(byte[] message) {
        writer.say(message);
    }

    void sayLater(byte[] message) {
        writer.sayLater(message);
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
                    Lane lane = lanes.at(frame.lane());
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

    private void readStderr() {
        MDC.put("tenant", tenant().value());
        try {
            BoundedLines.read(sandboxed.streams().err(), line -> {
                String clean = BoundedLines.printable(owner.forLog(line));
                LOG.warn("tenant server stderr: {}", clean);
                lastWords = clean.length() > 300 ? clean.substring(0, 300) + "…" : clean;
            });
        } catch (IOException e) {
            LOG.debug("stderr of the tenant server ended: {}", e.getMessage());
        }
    }

    private void finish(String because) {
        // Its pipe ends with it, and who reads that comes here too, knowing less.
        reason.compareAndSet("", because);
        String why = reason.get();
        sandboxed.kill();
        upstreams.close();
        IOException ended = new IOException("the tenant server has ended: " + why);
        heard.probed.completeExceptionally(ended);
        heard.ready.completeExceptionally(ended);
        end.complete(why);
        lanes.endAll("the tenant server has ended: " + why);
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
