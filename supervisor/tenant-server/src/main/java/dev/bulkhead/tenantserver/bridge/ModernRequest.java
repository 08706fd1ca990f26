package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.protocol.mcp.McpMeta;
import dev.bulkhead.protocol.mcp.McpRevision;
import dev.bulkhead.tenantserver.json.JsonObject;
import dev.bulkhead.tenantserver.json.Shown;
import org.jspecify.annotations.Nullable;

/** What a request of 2026-07-28 says of its host, checked: a legacy server would not ask for it. */
final class ModernRequest {
    final String key;
    final Span id;
    final String method;

    /** The request as it came. */
    final byte[] bytes;

    /** {@code clientCapabilities}; empty until checked. */
    Span capabilities = new Span(new byte[] {'{', '}'}, 0, 2);

    /** Severity from which the host wants log messages; -1 for none. */
    int logSeverity = -1;

    /** {@code progressToken}, or null. */
    @Nullable
    Span token;

    @Nullable
    Span inputResponses;

    @Nullable
    Span requestState;

    /** What the request is answered with at once; null when it is as it should be. */
    byte @Nullable [] refusal;

    ModernRequest(RpcLine line, Span id, byte[] bytes) {
        this.key = line.idKey();
        this.id = id;
        this.method = line.method();
        this.bytes = bytes;
        this.inputResponses = line.inner("inputResponses");
        this.requestState = line.inner("requestState");
        check(line.inner("_meta"));
    }

    private void check(@Nullable Span meta) {
        Span version = JsonObjects.member(meta, McpMeta.PROTOCOL_VERSION);
        Span declared = JsonObjects.member(meta, McpMeta.CLIENT_CAPABILITIES);
        Span level = JsonObjects.member(meta, Envelope.LOG_LEVEL);
        Span progress = JsonObjects.member(meta, "progressToken");
        if (method.equals("initialize") && version == null) {
            refusal = unsupported(McpRevision.NEWEST_LEGACY);
        } else if (version == null || version.first() != '"') {
            refusal = invalid("_meta has no " + McpMeta.PROTOCOL_VERSION);
        } else if (!version.text().equals(McpRevision.MODERN)) {
            refusal = unsupported(version.text());
        } else if (declared == null || declared.first() != '{') {
            refusal = invalid("_meta has no " + McpMeta.CLIENT_CAPABILITIES);
        } else if (level != null && !LogLevels.isLevel(level)) {
            refusal = invalid(Envelope.LOG_LEVEL + " is none of MCP's levels");
        } else if (method.equals("initialize")) {
            refusal = unsupported(McpRevision.NEWEST_LEGACY);
        } else {
            capabilities = declared;
            logSeverity = level == null ? -1 : LogLevels.severity(level);
            token = Messages.key(progress).isEmpty() ? null : progress;
        }
    }

    private byte[] invalid(String why) {
        return Messages.error(id.copy(), McpErrors.INVALID_PARAMS, why);
    }

    private byte[] unsupported(String requested) {
        JsonObject data = new JsonObject()
                .put("supported", Messages.utf8("[\"" + McpRevision.MODERN + "\"]"))
                .putText("requested", Shown.of(requested));
        return Messages.error(id.copy(), McpErrors.UNSUPPORTED_PROTOCOL_VERSION, "Unsupported protocol version", data);
    }

    /** The request as a legacy server is sent it: without what only 2026-07-28 knows. */
    JsonObject forLegacy() {
        JsonObject message = JsonObject.of(bytes);
        JsonObject params = message.object("params");
        if (params == null) {
            return message;
        }
        params.remove("inputResponses");
        params.remove("requestState");
        if (method.equals("tools/call")) {
            params.remove("task");
        }
        JsonObject meta = params.object("_meta");
        if (meta != null) {
            meta.remove(McpMeta.PROTOCOL_VERSION);
            meta.remove(McpMeta.CLIENT_CAPABILITIES);
            meta.remove(Envelope.CLIENT_INFO);
            meta.remove(Envelope.LOG_LEVEL);
            params.removeIfEmpty("_meta");
        }
        return message;
    }
}
