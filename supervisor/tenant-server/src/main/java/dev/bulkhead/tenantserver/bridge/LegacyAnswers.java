package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.tenantserver.bridge.LegacyCall.Ask;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a legacy upstream answers and asks, in the words of 2026-07-28. */
final class LegacyAnswers {
    private static final int MISSING_CAPABILITY = -32021;
    private static final String RELATED_TASK = "io.modelcontextprotocol/related-task";
    private static final byte[] URL_MODE = Messages.utf8("{\"mode\":\"url\"}");

    private final Capabilities capabilities;
    private final @Nullable Span serverInfo;
    private final ToolTasks tasks = new ToolTasks();

    LegacyAnswers(Capabilities capabilities, @Nullable Span serverInfo) {
        this.capabilities = capabilities;
        this.serverInfo = serverInfo;
    }

    @Nullable
    Span serverInfo() {
        return serverInfo;
    }

    /** Whether a tool can be called as a task alone. */
    boolean isTask(String method, @Nullable Span tool) {
        return method.equals("tools/call") && capabilities.runsToolsAsTasks() && tasks.isRequired(tool);
    }

    /** The task that a call was made to, or null. */
    static @Nullable String task(JsonObject message) {
        Span id = JsonObjects.member(JsonObjects.member(message.get("result"), "task"), "taskId");
        return id == null || id.first() != '"' ? null : id.text();
    }

    /** Where the user has to go before the call can be made: {@code -32042} (MCP 2025-11-25, elicitation). */
    static List<Ask> elicitations(JsonObject message) {
        List<Ask> asks = new ArrayList<>();
        Span error = message.get("error");
        Span code = JsonObjects.member(error, "code");
        if (code != null && code.is("-32042")) {
            Span listed = JsonObjects.member(JsonObjects.member(error, "data"), "elicitations");
            for (Span each : JsonObjects.elements(listed)) {
                if (each.first() == '{' && asks.size() < 16) {
                    JsonObject params = question(each);
                    params.putText("mode", "url");
                    asks.add(new Ask("", null, "elicitation/create", params));
                }
            }
        }
        return asks;
    }

    /** Parameters as a host is asked that is to come back: nothing can be told of them later. */
    static JsonObject question(@Nullable Span given) {
        if (given == null || given.first() != '{') {
            return new JsonObject();
        }
        Span kept = new Span(given.copy(), 0, given.length());
        JsonObject params = new JsonObject(kept);
        params.remove("elicitationId");
        params.remove("task");
        JsonObject meta = params.object("_meta");
        if (meta != null) {
            meta.remove("progressToken");
            params.removeIfEmpty("_meta");
        }
        return params;
    }

    Span urlMode() {
        return new Span(URL_MODE, 0, URL_MODE.length);
    }

    static byte[] missingCapability(Span id, String required) {
        JsonObject data = new JsonObject().putJson("requiredCapabilities", required);
        return Messages.error(id.copy(), MISSING_CAPABILITY, "the server needs what the host does not offer", data);
    }

    /** The upstream's answer, as an answer to {@code request}. */
    byte[] forHost(JsonObject message, ModernRequest request) {
        JsonObject result = message.object("result");
        if (result != null) {
            if (request.method.equals("tools/list")) {
                tasks.learn(result);
            }
            JsonObject meta = result.object("_meta");
            if (meta != null && meta.remove(RELATED_TASK)) {
                result.removeIfEmpty("_meta");
            }
            Results.toModern(result, request.method, serverInfo);
        }
        JsonObject error = message.object("error");
        Span code = error == null ? null : error.get("code");
        if (error != null && code != null && (code.is("-32002") || code.is("-32042"))) {
            int known = code.is("-32002") ? McpErrors.INVALID_PARAMS : McpErrors.INTERNAL_ERROR;
            error.putJson("code", Integer.toString(known));
        }
        return message.put("id", request.id).bytes();
    }
}
