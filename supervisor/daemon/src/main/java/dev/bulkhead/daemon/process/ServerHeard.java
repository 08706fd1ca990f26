package dev.bulkhead.daemon.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a tenant server has said on lane 0, and what comes of it. Written by the one thread that reads its pipe, read by any. */
final class ServerHeard implements ControlLane.Heard {
    private static final Logger LOG = LoggerFactory.getLogger(ServerHeard.class);

    final CompletableFuture<JsonNode> probed = new CompletableFuture<>();
    final CompletableFuture<JsonNode> ready = new CompletableFuture<>();

    private final TenantId tenant;
    private final Lanes lanes;
    private final Upstreams upstreams;
    private final ServerOwner owner;
    private final Eras eras;
    private volatile KnownTools tools = KnownTools.NONE;

    ServerHeard(TenantId tenant, Lanes lanes, Upstreams upstreams, ServerOwner owner, Eras eras) {
        this.tenant = tenant;
        this.lanes = lanes;
        this.upstreams = upstreams;
        this.owner = owner;
        this.eras = eras;
    }

    /** The tools that it has named by now. */
    KnownTools tools() {
        return tools;
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
        Lane lane = lanes.at(number);
        if (lane != null) {
            lane.granted(bytes);
        }
    }

    @Override
    public void closed(int number) {
        Lane lane = upstreams.owns(number) ? null : lanes.at(number);
        if (lane != null && lanes.remove(lane)) {
            upstreams.sessionClosed(number);
            lane.end("the tenant server closed the session's lane");
        }
    }

    @Override
    public void log(String message) {
        LOG.info("tenant server: {}", BoundedLines.printable(owner.forLog(message)));
    }

    @Override
    public void start(long request, String upstream, int sessionLane) throws IOException {
        upstreams.start(request, upstream, sessionLane);
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
    public void instructions(String text) {
        owner.instructions(text);
    }

    @Override
    public void capabilities(JsonNode capabilities) {
        owner.capabilities(capabilities);
    }

    @Override
    public void verdict(String upstream, String id, String era) {
        if (upstreams.has(upstream, id)) {
            eras.keep(tenant, id, era);
        }
    }
}
