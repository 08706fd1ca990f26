package dev.bulkhead.tenantserver.pipe;

import dev.bulkhead.tenantserver.gateway.Directory;
import dev.bulkhead.tenantserver.gateway.Upstream;
import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.lane.Lane;
import dev.bulkhead.tenantserver.lane.LaneEnded;
import dev.bulkhead.tenantserver.lane.Peer;
import dev.bulkhead.tenantserver.mcp.Conversation;
import dev.bulkhead.tenantserver.mcp.Upstreams;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One session over stdin and stdout without frames: for a server that was started by hand, with any MCP tool. */
public final class Stdio implements Peer {
    private static final int CHUNK = 64 * 1024;
    private static final int QUEUED = 16 * CHUNK;
    private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final InputStream in;
    private final OutputStream out;
    private final Fatal fatal;
    private final Semaphore room = new Semaphore(QUEUED);
    private final Conversation conversation;
    private final Lane lane;

    /**
     * Serves {@code workspace}, with the name of its folder for the tenant's.
     *
     * @param server the name of an upstream, or ""
     * @param command what starts it
     */
    public Stdio(
            Path workspace,
            String version,
            String server,
            List<String> command,
            InputStream in,
            OutputStream out,
            Fatal fatal)
            throws IOException {
        this.in = in;
        this.out = out;
        this.fatal = fatal;
        Path folder = workspace.toAbsolutePath().normalize().getFileName();
        String name = folder == null ? "workspace" : folder.toString();
        Tenant tenant =
                new Tenant(name, name, version, new Workspace(workspace, ProtectedNames.ofTheBuild()), Map.of());
        Session session = new Session("stdio", ResourcePrefix.everything(), new Rights(List.of("*"), Rights.NEVER));
        Directory directory = new Directory(name, Announcements.TO_NOBODY);
        if (!server.isEmpty()) {
            directory.replace(List.of(new Upstream(server, server, null)));
        }
        Timers timers = new Timers();
        Upstreams upstreams = new Upstreams(directory, timers.opener(new ProcessWires(command)), timers::get);
        this.conversation = new Conversation(tenant, new Toolbox(tenant), session, this, upstreams);
        this.lane = new Lane("stdio", Json.MAX_LINE, conversation, this);
    }

    /** Serves until stdin ends, and answers what came before. */
    public void run() throws IOException, InterruptedException {
        byte[] buffer = new byte[CHUNK];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            room.acquire(read);
            lane.offer(java.util.Arrays.copyOf(buffer, read));
        }
        long deadline = System.nanoTime() + GOODBYE_NANOS;
        lane.awaitQuiet(GOODBYE_NANOS);
        while (!conversation.isQuiet() && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
    }

    @Override
    public void send(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            fatal.pipeBroken(e);
            throw new LaneEnded();
        }
    }

    @Override
    public void taken(int bytes) {
        room.release(bytes);
    }

    @Override
    public void over() {}

    @Override
    public void broken(Throwable why) {
        fatal.pipeBroken(why);
    }
}
