package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.protocol.mcp.McpMeta;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A host with {@code initialize} and an upstream of 2026-07-28 alone (supervisor/docs/eras.md). Requests get
 * the host's metadata, results lose what the host does not know, and what the upstream asks back is put to the host as requests.
 */
public final class LegacyToModern implements Bridge {
    private static final int RESOURCE_NOT_FOUND = -32002;

    private final byte[] meta;
    private final Capabilities capabilities;
    private final Said said;
    private final Ends ends;
    private final ModernListens listens;
    private final Rounds rounds;

    private final Map<String, Call> byHost = new HashMap<>();
    private final Map<String, Call> byUpstream = new HashMap<>();
    private final Map<String, Call> byToken = new HashMap<>();
    private int count;

    /** A request of the host, over all its rounds. */
    private final class Call extends Rounds.Asker {
        final String key;
        final Span id;
        final String method;

        /** As it was sent last; null for what cannot ask back. */
        @Nullable
        JsonObject message;

        String upstreamKey = "";
        Span upstreamId;
        String token = "";
        double progress = Double.NEGATIVE_INFINITY;

        @Nullable
        Span state;

        Call(String key, Span id, String method) {
            this.key = key;
            this.id = id;
            this.upstreamId = id;
            this.method = method;
        }

        @Override
        void goOn() {
            retry(this);
        }

        @Override
        void fail(String sentence) {
            failed(this, McpErrors.INTERNAL_ERROR, sentence);
        }
    }

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
        if (byHost.containsKey(line.idKey()) || listens.isWaiting(line.idKey())) {
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
                    forward(line, id, bytes);
                }
            }
        }
    }

    private void forward(RpcLine line, Span id, byte[] bytes) {
        Call call = new Call(line.idKey(), id, line.method());
        JsonObject message = JsonObject.of(bytes);
        JsonObject params = message.needObject("params");
        if (call.method.equals("tools/call")) {
            params.remove("task");
        }
        JsonObject stamped = params.needObject("_meta");
        JsonObject envelope = JsonObject.of(meta);
        for (int i = 0; i < envelope.size(); i++) {
            stamped.put(envelope.name(i), envelope.value(i));
        }
        byte[] level = said.level;
        if (level != null) {
            stamped.put(Envelope.LOG_LEVEL, level);
        }
        call.token = Messages.key(stamped.get("progressToken"));
        call.message = message;
        byHost.put(call.key, call);
        if (!call.token.isEmpty()) {
            byToken.put(call.token, call);
        }
        if (byUpstream.containsKey(call.key)) {
            call.upstreamId = nextId();
        }
        send(call, message);
        if (!Results.mayAskBack(call.method)) {
            call.message = null;
        }
    }

    private Span nextId() {
        String id;
        do {
            id = "bulkhead-round-" + count++;
        } while (byUpstream.containsKey(Messages.textKey(id)));
        byte[] json = JsonObject.quoted(id);
        return new Span(json, 0, json.length);
    }

    private void send(Call call, JsonObject message) {
        message.put("id", call.upstreamId);
        call.upstreamKey = Messages.key(call.upstreamId);
        byUpstream.put(call.upstreamKey, call);
        try {
            ends.toUpstream(message.bytes());
        } catch (IOException e) {
            failed(call, McpErrors.TENANT_SERVER_GONE, String.valueOf(e.getMessage()));
        }
    }

    private void retry(Call call) {
        JsonObject message = call.message;
        if (message == null) {
            return;
        }
        JsonObject params = message.needObject("params");
        params.remove("inputResponses");
        params.remove("requestState");
        if (!call.answers.isEmpty()) {
            params.put("inputResponses", call.answers);
        }
        Span state = call.state;
        if (state != null) {
            params.put("requestState", state);
        }
        call.upstreamId = nextId();
        send(call, message);
    }

    private void notification(RpcLine line, byte[] bytes) {
        switch (line.method()) {
            case "notifications/initialized",
                    "notifications/roots/list_changed",
                    "notifications/progress",
                    "notifications/tasks/status" -> {} // No such thing in 2026-07-28, or said already.
            case "notifications/cancelled" -> {
                String key = Messages.key(line.inner("requestId"));
                Call call = byHost.get(key);
                if (call == null) {
                    listens.stopWaiting(key);
                    return;
                }
                boolean isAtUpstream = byUpstream.get(call.upstreamKey) == call;
                forget(call);
                rounds.drop(call, "the call was cancelled");
                if (isAtUpstream) {
                    JsonObject message = JsonObject.of(bytes);
                    message.needObject("params").put("requestId", call.upstreamId);
                    toUpstream(message.bytes());
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
                Call call = byUpstream.remove(line.idKey());
                if (call != null) {
                    try {
                        answer(call, new Span(bytes, from, to - from));
                    } catch (IllegalArgumentException e) {
                        failed(call, McpErrors.INTERNAL_ERROR, "the server's answer cannot be used: " + e.getMessage());
                    }
                } else if (!listens.ended(line.idKey(), line)) {
                    ends.noise("an answer to a request that is not in flight: dropped");
                }
            }
            case BATCH, INVALID -> {}
        }
    }

    private void answer(Call call, Span whole) {
        JsonObject message = new JsonObject(whole);
        JsonObject result = message.object("result");
        if (result != null) {
            Span type = result.get("resultType");
            if (type != null && type.text().equals("input_required") && Results.mayAskBack(call.method)) {
                Span state = result.get("requestState");
                call.state = state == null || state.first() != '"' ? null : new Span(state.copy(), 0, state.length());
                rounds.ask(call, result);
                return;
            }
            if (type != null && !type.text().equals("complete")) {
                failed(call, McpErrors.INTERNAL_ERROR, "the server answered with what nobody asked for");
                return;
            }
            Results.toLegacy(result, call.method);
        }
        JsonObject error = message.object("error");
        Span code = error == null ? null : error.get("code");
        if (error != null && code != null && code.is("-32602") && call.method.equals("resources/read")) {
            error.putJson("code", Integer.toString(RESOURCE_NOT_FOUND));
        }
        forget(call);
        toHost(message.put("id", call.id).bytes());
    }

    private void news(RpcLine line, byte[] bytes, int from, int to) {
        Span subscription = JsonObjects.member(line.inner("_meta"), McpMeta.SUBSCRIPTION_ID);
        switch (line.method()) {
            case "notifications/subscriptions/acknowledged" ->
                listens.acknowledged(Messages.key(subscription), line.inner("notifications"));
            case "notifications/cancelled" -> listens.ended(Messages.key(line.inner("requestId")), null);
            case "notifications/progress" -> {
                Call call = byToken.get(Messages.key(line.inner("progressToken")));
                if (call != null && isFurther(call, line.inner("progress"))) {
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

    /** To the host it is one call with one progress, however many rounds it takes. */
    private static boolean isFurther(Call call, @Nullable Span progress) {
        if (progress == null || (progress.first() != '-' && (progress.first() < '0' || progress.first() > '9'))) {
            return false;
        }
        double value = Double.parseDouble(progress.raw());
        if (call.rounds > 0 && value <= call.progress) {
            return false;
        }
        call.progress = Math.max(call.progress, value);
        return true;
    }

    @Override
    public void unreadable(String key, String problem) {
        Call call = byUpstream.get(key);
        if (call != null) {
            failed(call, McpErrors.INTERNAL_ERROR, problem);
        }
    }

    @Override
    public void ended(String sentence) {
        listens.gone(sentence);
        for (Call call : new ArrayList<>(byHost.values())) {
            failed(call, McpErrors.TENANT_SERVER_GONE, sentence);
        }
    }

    private void failed(Call call, int code, String sentence) {
        if (byHost.containsKey(call.key)) {
            forget(call);
            rounds.drop(call, "the call has failed");
            toHost(Messages.failure(call.id.copy(), call.method, false, code, sentence));
        }
    }

    private void forget(Call call) {
        byHost.remove(call.key);
        byUpstream.remove(call.upstreamKey, call);
        byToken.remove(call.token, call);
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
