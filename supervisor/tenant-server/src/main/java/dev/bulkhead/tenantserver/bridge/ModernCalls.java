package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The requests of a legacy host that a modern upstream works on, each over all its rounds. */
final class ModernCalls {
    private static final int RESOURCE_NOT_FOUND = -32002;

    private final byte[] meta;
    private final Said said;
    private final Rounds rounds;
    private final Ends ends;

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

    /** {@code meta}: what is put into the {@code _meta} of each request. */
    ModernCalls(byte[] meta, Said said, Rounds rounds, Ends ends) {
        this.meta = meta;
        this.said = said;
        this.rounds = rounds;
        this.ends = ends;
    }

    boolean isOpen(String key) {
        return byHost.containsKey(key);
    }

    void forward(RpcLine line, Span id, byte[] bytes) {
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

    /** The host's {@code notifications/cancelled} of {@code key}; false when that is no call. */
    boolean cancel(String key, byte[] bytes) {
        Call call = byHost.get(key);
        if (call == null) {
            return false;
        }
        boolean isAtUpstream = byUpstream.get(call.upstreamKey) == call;
        forget(call);
        rounds.drop(call, "the call was cancelled");
        if (isAtUpstream) {
            JsonObject message = JsonObject.of(bytes);
            message.needObject("params").put("requestId", call.upstreamId);
            try {
                ends.toUpstream(message.bytes());
            } catch (IOException e) {
                ends.noise("a call could not be cancelled: " + e.getMessage());
            }
        }
        return true;
    }

    /** An answer of the upstream; false when it is to none of these. */
    boolean answered(String key, Span whole) {
        Call call = byUpstream.remove(key);
        if (call == null) {
            return false;
        }
        try {
            answer(call, whole);
        } catch (IllegalArgumentException e) {
            failed(call, McpErrors.INTERNAL_ERROR, "the server's answer cannot be used: " + e.getMessage());
        }
        return true;
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

    /** Whether progress of {@code token} is for a call in flight, and further than what its host knows. */
    boolean isFurther(String token, @Nullable Span progress) {
        Call call = byToken.get(token);
        return call != null && isFurther(call, progress);
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

    void unreadable(String key, String problem) {
        Call call = byUpstream.get(key);
        if (call != null) {
            failed(call, McpErrors.INTERNAL_ERROR, problem);
        }
    }

    void ended(String sentence) {
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

    private void toHost(byte[] line) {
        ends.toHost(line, 0, line.length);
    }
}
