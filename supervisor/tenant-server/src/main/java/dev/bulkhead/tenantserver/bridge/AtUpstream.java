package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls that a legacy upstream was sent and has not answered, under ids and progress tokens that are no other call's. */
final class AtUpstream {
    private final LegacyAnswers answers;
    private final Ends ends;
    private final Map<String, LegacyCall> byId = new HashMap<>();
    private final Map<String, LegacyCall> byToken = new HashMap<>();
    private int count;

    AtUpstream(LegacyAnswers answers, Ends ends) {
        this.answers = answers;
        this.ends = ends;
    }

    void send(LegacyCall call) throws IOException {
        JsonObject message = call.request.forLegacy();
        JsonObject params = message.object("params");
        if (params != null) {
            if (answers.isTask(call.request.method, params.get("name"))) {
                call.isTask = true;
                params.put("task", new JsonObject());
            }
            nameToken(call, params);
        }
        call.taskId = "";
        name(call);
        ends.toUpstream(message.putText("id", call.upstreamId).bytes());
    }

    private void name(LegacyCall call) {
        call.upstreamId = "bulkhead-" + count++;
        byId.put(Messages.textKey(call.upstreamId), call);
    }

    /** A host may use a token again once it was answered; the upstream may still use it for the call that is parked. */
    private void nameToken(LegacyCall call, JsonObject params) {
        Span token = call.request.token;
        if (token == null) {
            return;
        }
        String key = Messages.key(token);
        if (byToken.containsKey(key)) {
            String own = "bulkhead-token-" + count++;
            key = Messages.textKey(own);
            params.needObject("_meta").putText("progressToken", own);
        }
        call.upstreamToken = key;
        byToken.put(key, call);
    }

    /** The upstream works on it as a task: its result is waited for (MCP 2025-11-25, {@code tasks/result}). */
    void await(LegacyCall call, String task) throws IOException {
        call.taskId = task;
        name(call);
        JsonObject params = new JsonObject().putText("taskId", task);
        ends.toUpstream(Messages.request(call.upstreamId, "tasks/result", params));
    }

    /** The call that an answer is to, which is not waited for any more; null when there is none. */
    @Nullable
    LegacyCall take(String key) {
        return byId.remove(key);
    }

    /** Who the progress of this token is for; null when nobody waits. */
    @Nullable
    ModernRequest waitingFor(String token) {
        LegacyCall call = byToken.get(token);
        return call == null || call.stage != LegacyCall.Stage.RUNNING ? null : call.request;
    }

    Collection<LegacyCall> calls() {
        return byId.values();
    }

    void cancel(LegacyCall call, String why) {
        if (byId.remove(Messages.textKey(call.upstreamId)) == null) {
            return;
        }
        try {
            ends.toUpstream(Messages.cancelled(JsonObject.quoted(call.upstreamId), why));
            if (!call.taskId.isEmpty()) {
                JsonObject params = new JsonObject().putText("taskId", call.taskId);
                ends.toUpstream(Messages.request("bulkhead-" + count++, "tasks/cancel", params));
            }
        } catch (IOException e) {
            ends.noise("a call could not be cancelled: " + e.getMessage());
        }
    }

    void forget(LegacyCall call) {
        byId.remove(Messages.textKey(call.upstreamId), call);
        byToken.remove(call.upstreamToken, call);
    }
}
