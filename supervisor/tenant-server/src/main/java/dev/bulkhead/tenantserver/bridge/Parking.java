package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.protocol.mcp.McpMeta;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls whose host was asked and is to come back, each under a handle that nobody can guess. A handle is good once, for the
 * request that it was given for, and for {@value #EXPIRY_MILLIS} ms; it never leaves its session's port.
 */
final class Parking {
    /** People answer: as long as the TypeScript SDK waits for them. */
    static final long EXPIRY_MILLIS = 600_000;

    /** Calls that are parked at once, and what their requests may keep; more are refused. */
    private static final int MOST = 256;

    private static final long MOST_BYTES = 32 * 1024 * 1024;

    /** What becomes of a call that its host has left. */
    interface Lot {
        void abandoned(LegacyCall call, String why);
    }

    private final Ends ends;
    private final @Nullable Span serverInfo;
    private final Lot lot;
    private final Map<String, LegacyCall> byHandle = new HashMap<>();
    private long kept;

    Parking(Ends ends, @Nullable Span serverInfo, Lot lot) {
        this.ends = ends;
        this.serverInfo = serverInfo;
        this.lot = lot;
    }

    boolean isFull() {
        return byHandle.size() >= MOST || kept >= MOST_BYTES;
    }

    /** Answers the call's host with what it is asked, and keeps the call. */
    void park(LegacyCall call) {
        call.stopTimers();
        call.handle = ends.handle();
        call.digest = Digest.of(call.request);
        byHandle.put(call.handle, call);
        kept += call.request.bytes.length;
        call.expiry = ends.after(EXPIRY_MILLIS, () -> {
            if (remove(call)) {
                lot.abandoned(call, "the host has not come back in time");
            }
        });
        JsonObject questions = new JsonObject();
        for (LegacyCall.Ask ask : call.asks) {
            questions.put(
                    ask.name, new JsonObject().putText("method", ask.method).put("params", ask.params));
        }
        JsonObject result = new JsonObject().putText("resultType", "input_required");
        result.put("inputRequests", questions).putText("requestState", call.handle);
        if (serverInfo != null) {
            result.put("_meta", new JsonObject().put(McpMeta.SERVER_INFO, serverInfo));
        }
        byte[] line = Messages.result(call.request.id.copy(), result);
        ends.toHost(line, 0, line.length);
    }

    /** The call that {@code request} goes on with, out of its parking; null when there is none, which the host is told. */
    @Nullable
    LegacyCall takeOut(ModernRequest request) {
        Span state = request.requestState;
        Span responses = request.inputResponses;
        if (responses != null && responses.first() != '{') {
            return refused(request, "inputResponses is not an object");
        }
        if (responses != null) {
            JsonObject each = new JsonObject(responses);
            for (int i = 0; i < each.size(); i++) {
                if (each.value(i).first() != '{') {
                    return refused(request, "an input response is not an object");
                }
            }
        }
        LegacyCall call = state == null || state.first() != '"' ? null : byHandle.get(state.text());
        if (call == null || !MessageDigest.isEqual(call.digest, Digest.of(request))) {
            return refused(request, "requestState is unknown or expired, or belongs to another request");
        }
        remove(call);
        call.stopTimers();
        return call;
    }

    private boolean remove(LegacyCall call) {
        boolean isThere = byHandle.remove(call.handle, call);
        kept -= isThere ? call.request.bytes.length : 0;
        return isThere;
    }

    private @Nullable LegacyCall refused(ModernRequest request, String why) {
        byte[] line = Messages.error(request.id.copy(), McpErrors.INVALID_PARAMS, why);
        ends.toHost(line, 0, line.length);
        return null;
    }

    /**
     * Gives the upstream what {@code request} answers of the call's questions; the others stay.
     *
     * @return whether everything that was answered was accepted by the user
     */
    boolean answer(LegacyCall call, ModernRequest request) {
        boolean isAccepted = true;
        List<LegacyCall.Ask> left = new ArrayList<>();
        for (LegacyCall.Ask ask : call.asks) {
            Span response = JsonObjects.member(request.inputResponses, ask.name);
            if (response == null) {
                left.add(ask);
                continue;
            }
            Span action = JsonObjects.member(response, "action");
            isAccepted &= action == null || action.text().equals("accept");
            Span id = ask.id;
            if (id != null) {
                toUpstream(Messages.result(id.copy(), response));
            }
        }
        call.asks.clear();
        call.asks.addAll(left);
        return isAccepted;
    }

    /** The upstream gets no answer to what it asks. */
    void refuse(LegacyCall call, String why) {
        for (LegacyCall.Ask ask : call.asks) {
            Span id = ask.id;
            if (id != null) {
                toUpstream(Messages.error(id.copy(), McpErrors.INTERNAL_ERROR, why));
            }
        }
        call.asks.clear();
    }

    Iterable<LegacyCall> calls() {
        return byHandle.values();
    }

    void forget(LegacyCall call) {
        call.stopTimers();
        remove(call);
    }

    /** The parked call that the host was answered under this id last: a host may take back what it was asked. */
    @Nullable
    LegacyCall lastUnder(String key) {
        for (LegacyCall call : byHandle.values()) {
            if (call.request.key.equals(key)) {
                return call;
            }
        }
        return null;
    }

    private void toUpstream(byte[] line) {
        try {
            ends.toUpstream(line);
        } catch (IOException e) {
            ends.noise("an answer could not be sent: " + e.getMessage());
        }
    }
}
