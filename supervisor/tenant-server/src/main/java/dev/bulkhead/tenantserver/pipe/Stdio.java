package dev.bulkhead.tenantserver.pipe;

import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.lane.Lane;
import dev.bulkhead.tenantserver.lane.LaneEnded;
import dev.bulkhead.tenantserver.lane.Peer;
import dev.bulkhead.tenantserver.mcp.Conversation;
import dev.bulkhead.tenantserver.tool.Rights;
import dev.bulkhead.tenantserver.tool.Session;
import dev.bulkhead.tenantserver.tool.Tenant;
import dev.bulkhead.tenantserver.tool.Toolbox;
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
    private final Lane lane;

    /** Serves {@code workspace}, with the name of its folder for the tenant's. */
    public Stdio(Path workspace, String version, InputStream in, OutputStream out, Fatal fatal) {
        this.in = in;
        this.out = out;
        this.fatal = fatal;
        Path folder = workspace.toAbsolutePath().normalize().getFileName();
        String name = folder == null ? "workspace" : folder.toString();
        Tenant tenant = new Tenant(name, name, version, new Workspace(workspace), Map.of());
        Session session = new Session("stdio", ResourcePrefix.everything(), new Rights(List.of("*"), Rights.NEVER));
        this.lane =
                new Lane("stdio", Json.MAX_LINE, new Conversation(tenant, new Toolbox(tenant), session, this), this);
    }

    /** Serves until stdin ends, and answers what came before. */
    public void run() throws IOException, InterruptedException {
        byte[] buffer = new byte[CHUNK];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            room.acquire(read);
            lane.offer(java.util.Arrays.copyOf(buffer, read));
        }
        lane.awaitQuiet(GOODBYE_NANOS);
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
