package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.protocol.mcp.McpMeta;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.io.IOException;

/**
 * A host with {@code initialize} and an upstream of 2026-07-28 alone (supervisor/docs/eras.md). Requests get
 * the host's metadata, results lose what the host does not know, and what the upstream asks back is put to the host as requests.
 */
public final class LegacyToModern implements Bridge {
    private final byte[] meta;
    private final Capabilities capabilities;
    private final Said said;
    private final Ends ends;
    private final ModernListens listens;
    private final Rounds rounds;
    private final ModernCalls calls;

    /** {@code params} are those of the host's {@code initialize}. */
    public LegacyToModern(byte[] params, Capabilities capabilities, Said said, Ends ends) {
        JsonObject envelope = Envelope.meta(params);
        String version = JsonObject.of(params).text("protocolVersion");
        Span declared = envelope.get(McpMeta.CLIENT_CAPABILITIES);
        this.meta = envelope.bytes();
        this.capabilities = capabilities;
        this.said = said;
        this.ends = ends;
        this.listens = new ModernListens(meta, capabilities, said, ends);
        this.rounds = new Rounds(
                declared == null ? new Span(meta, 0, meta.length) : declared, version == null ? "" : version, ends);
        this.calls = new ModernCalls(meta, said, rounds, ends);
    }

    @Override
    public void started() {
        listens.started();
    }

    @Override
    public void fromHost(RpcLine line, byte[] bytes) {
        switch (line.kind()) {
            case REQUEST -> request(line, bytes);
            case NOTIFICATION -> notification(line, bytes);
            case RESPONSE -> {
                if (!rounds.answer(line)) {
                    ends.noise("an answer of the host that nobody waits for: dropped");
                }
            }
            case BATCH, INVALID -> {}
        }
    }

    private void request(RpcLine line, byte[] bytes) {
        Span id = line.id();
        if (id == null) {
            return;
        }
        String method = line.method();
        if (calls.isOpen(line.idKey()) || listens.isWaiting(line.idKey())) {
            error(id, McpErrors.INVALID_REQUEST, "this id is in flight already");
            return;
        }
        switch (method) {
            case "ping" -> toHost(Messages.emptyResult(id.copy()));
            case "logging/setLevel" -> {
                Span level = line.inner("level");
                if (level == null || !LogLevels.isLevel(level)) {
                    error(id, McpErrors.INVALID_PARAMS, "level is none of MCP's levels");
                    return;
                }
                said.level(level.copy());
                toHost(Messages.emptyResult(id.copy()));
            }
            case "resources/subscribe" -> listens.subscribe(id, line.inner("uri"));
            case "resources/unsubscribe" -> listens.unsubscribe(id, line.inner("uri"));
            case "initialize",
                    "server/discover",
                    "subscriptions/listen",
                    "tasks/get",
                    "tasks/list",
                    "tasks/result",
                    "tasks/cancel" -> error(id, McpErrors.METHOD_NOT_FOUND, "this server has no " + method);
            default -> {
                if (capabilities.lacks(method)) {
                    error(id, McpErrors.METHOD_NOT_FOUND, "this server has no " + method);
                } else {
                    calls.forward(line, id, bytes);
                }
            }
        }
    }

    private void notification(RpcLine line, byte[] bytes) {
        switch (line.method()) {
            case "notifications/initialized",
                    "notifications/roots/list_changed",
                    "notifications/progress",
                    "notifications/tasks/status" -> {} // No such thing in 2026-07-28, or said already.
            case "notifications/cancelled" -> {
                String key = Messages.key(line.inner("requestId"));
                if (!calls.cancel(key, bytes)) {
                    listens.stopWaiting(key);
                }
            }
            default -> toUpstream(bytes);
        }
    }

    @Override
    public void fromUpstream(RpcLine line, byte[] bytes, int from, int to) {
        switch (line.kind()) {
            case REQUEST -> {
                Span id = line.id();
                if (line.method().equals("ping") && id != null) {
                    toUpstream(Messages.emptyResult(id.copy()));
                } else {
                    ends.noise("a server of 2026-07-28 must not send requests: dropped");
                }
            }
            case NOTIFICATION -> news(line, bytes, from, to);
            case RESPONSE -> {
                if (!calls.answered(line.idKey(), new Span(bytes, from, to - from))
                        && !listens.ended(line.idKey(), line)) {
                    ends.noise("an answer to a request that is not in flight: dropped");
                }
            }
            case BATCH, INVALID -> {}
        }
    }

    private void news(RpcLine line, byte[] bytes, int from, int to) {
        Span subscription = JsonObjects.member(line.inner("_meta"), McpMeta.SUBSCRIPTION_ID);
        switch (line.method()) {
            case "notifications/subscriptions/acknowledged" ->
                listens.acknowledged(Messages.key(subscription), line.inner("notifications"));
            case "notifications/cancelled" -> listens.ended(Messages.key(line.inner("requestId")), null);
            case "notifications/progress" -> {
                if (calls.isFurther(Messages.key(line.inner("progressToken")), line.inner("progress"))) {
                    ends.toHost(bytes, from, to);
                }
            }
            case "notifications/tasks" -> {}
            default -> {
                if (subscription == null) {
                    ends.toHost(bytes, from, to);
                    return;
                }
                JsonObject message = new JsonObject(new Span(bytes, from, to - from));
                JsonObject params = message.needObject("params");
                params.needObject("_meta").remove(McpMeta.SUBSCRIPTION_ID);
                params.removeIfEmpty("_meta");
                message.removeIfEmpty("params");
                toHost(message.bytes());
            }
        }
    }

    @Override
    public void unreadable(String key, String problem) {
        calls.unreadable(key, problem);
    }

    @Override
    public void ended(String sentence) {
        listens.gone(sentence);
        calls.ended(sentence);
    }

    private void error(Span id, int code, String message) {
        toHost(Messages.error(id.copy(), code, message));
    }

    private void toUpstream(byte[] line) {
        try {
            ends.toUpstream(line);
        } catch (IOException e) {
            ends.noise("a message could not be sent: " + e.getMessage());
        }
    }

    private void toHost(byte[] line) {
        ends.toHost(line, 0, line.length);
    }
}
