package dev.bulkhead.tenantserver.pipe;

import dev.bulkhead.protocol.frame.FrameReader;
import dev.bulkhead.protocol.frame.FrameWriter;
import dev.bulkhead.protocol.frame.Frames;
import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.tenantserver.gateway.Directory;
import dev.bulkhead.tenantserver.gateway.Upstream;
import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.lane.LineReader;
import dev.bulkhead.tenantserver.mcp.Upstreams;
import dev.bulkhead.tenantserver.probe.Attempt;
import dev.bulkhead.tenantserver.probe.Probe;
import dev.bulkhead.tenantserver.tool.Rights;
import dev.bulkhead.tenantserver.tool.Session;
import dev.bulkhead.tenantserver.tool.Tenant;
import dev.bulkhead.tenantserver.tool.Toolbox;
import dev.bulkhead.tenantserver.workspace.ProtectedNames;
import dev.bulkhead.tenantserver.workspace.ResourcePrefix;
import dev.bulkhead.tenantserver.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pipe and gives each frame to its lane. One thread runs it, and it waits for nothing but the pipe itself: what
 * a lane does with its bytes is the lane's own threads' business.
 */
public final class Pipe implements ControlHandler {
    private final FrameReader in;
    private final FrameWriter out;
    private final ControlWriter control;
    private final Fatal fatal;
    private final LineReader controlLines = new LineReader(Json.MAX_LINE);
    private final Map<Integer, SessionLane> lanes = new HashMap<>();
    private @Nullable Tenant tenant;
    private @Nullable Toolbox toolbox;
    private @Nullable Directory directory;
    private final UpstreamLanes upstreamLanes;
    private final Timers timers = new Timers();

    public Pipe(InputStream in, OutputStream out, Fatal fatal) {
        this.in = new FrameReader(in);
        this.out = new FrameWriter(out);
        this.control = new ControlWriter(this.out);
        this.fatal = fatal;
        this.upstreamLanes = new UpstreamLanes(this.out, control, fatal);
    }

    /** Serves until the pipe ends; a frame or a control message that is none is an {@link IOException}. */
    public void run() throws IOException {
        for (FrameReader.Frame frame = in.next(); frame != null; frame = in.next()) {
            if (frame.lane() == Frames.CONTROL_LANE) {
                control(frame.bytes());
                continue;
            }
            SessionLane lane = lanes.get(frame.lane());
            UpstreamLane upstream = lane == null ? upstreamLanes.find(frame.lane()) : null;
            if (upstream != null) {
                upstream.offer(frame.bytes());
            }
            // What is on its way to a lane that has ended is dropped.
            if (lane != null && !lane.offer(frame.bytes())) {
                lanes.remove(frame.lane());
                control.log("error", "lane " + frame.lane() + " was sent more than its credit: it has ended");
            }
        }
    }

    private void control(byte[] bytes) throws IOException {
        controlLines.feed(bytes);
        while (true) {
            LineReader.Found found = controlLines.next();
            if (found == LineReader.Found.NEEDS_MORE) {
                return;
            }
            if (found == LineReader.Found.TOO_LONG) {
                throw new IOException("a control message is longer than " + Json.MAX_LINE + " bytes");
            }
            ControlReader.read(controlLines.line(), controlLines.from(), controlLines.to(), this);
            controlLines.forget();
        }
    }

    @Override
    public void probe(List<Attempt> attempts) {
        Thread prober = new Thread("prober") {
            @Override
            public void run() {
                try {
                    control.probed(Probe.run(attempts));
                } catch (IOException | InterruptedException e) {
                    fatal.pipeBroken(e);
                }
            }
        };
        prober.setDaemon(true);
        prober.start();
    }

    @Override
    public void bind(
            String id,
            String name,
            String version,
            String workspace,
            List<String> obeyed,
            Map<String, SecretBytes> secrets,
            List<Upstream> upstreams)
            throws IOException {
        if (tenant != null) {
            throw new IOException("a second 'bind' came: a process serves one tenant in its life");
        }
        tenant = new Tenant(id, name, version, new Workspace(Path.of(workspace), ProtectedNames.of(obeyed)), secrets);
        toolbox = new Toolbox(tenant);
        directory = new Directory(id, new Announcements(control, toolbox.names(), fatal));
        directory.replace(upstreams);
        control.ready(directory.capabilities(), toolbox.allowed(new Rights(List.of("*"), Rights.NEVER)));
    }

    @Override
    public void open(int number, String sessionId, String prefix, Rights rights) throws IOException {
        if (tenant == null || toolbox == null || directory == null) {
            throw new IOException("'open' came before 'bind'");
        }
        if (lanes.containsKey(number)) {
            throw new IOException("lane " + number + " was opened twice");
        }
        Session session = new Session(sessionId, ResourcePrefix.of(tenant.id(), prefix), rights);
        Upstreams upstreams = new Upstreams(directory, timers.opener(upstreamLanes.of(number)), timers::get);
        lanes.put(number, new SessionLane(number, tenant, toolbox, session, upstreams, out, control, fatal));
    }

    @Override
    public void upstreams(List<Upstream> upstreams) throws IOException {
        if (directory == null) {
            throw new IOException("'upstreams' came before 'bind'");
        }
        directory.replace(upstreams);
        control.capabilities(directory.capabilities());
        lanes.values().forEach(SessionLane::upstreamsChanged);
    }

    @Override
    public void started(long request, int lane) {
        upstreamLanes.started(request, lane);
    }

    @Override
    public void failed(long request, String why) {
        upstreamLanes.failed(request, why);
    }

    @Override
    public void ended(int lane, String why) {
        upstreamLanes.ended(lane, why);
    }

    @Override
    public void rotate(int number, Rights rights) {
        SessionLane lane = lanes.get(number);
        if (lane != null) {
            lane.rotate(rights);
        }
    }

    @Override
    public void close(int number) {
        SessionLane lane = lanes.remove(number);
        if (lane != null) {
            lane.end();
        }
    }

    @Override
    public void credit(int number, long bytes) {
        SessionLane lane = lanes.get(number);
        if (lane != null) {
            lane.grant(bytes);
            return;
        }
        UpstreamLane upstream = upstreamLanes.find(number);
        if (upstream != null) {
            upstream.grant(bytes);
        }
    }

    @Override
    public void unknown(String type) throws IOException {
        control.log("warning", "a control message of an unknown type was passed over");
    }
}
