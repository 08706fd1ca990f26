package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.JsonStrings;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.tenantserver.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** JSON-RPC lines that nobody else wrote. */
public final class Messages {
    private static final byte[] VERSION = ascii("\"2.0\"");
    private static final byte[] EMPTY = ascii("{}");

    private Messages() {}

    /** The one form that all spellings of an id share, as {@link RpcLine#idKey}; "" where it is no id. */
    public static String key(@Nullable Span id) {
        if (id == null || !RpcLine.isShort(id)) {
            return "";
        }
        byte first = id.first();
        if (first == '"') {
            return "s:" + id.text();
        }
        return first == '-' || (first >= '0' && first <= '9') ? "n:" + id.raw() : "";
    }

    /** The key of an id of ours, which is plain text. */
    public static String textKey(String id) {
        return "s:" + id;
    }

    public static byte[] request(String id, String method, JsonObject params) {
        return new JsonObject()
                .put("jsonrpc", VERSION)
                .putText("id", id)
                .putText("method", method)
                .put("params", params)
                .bytes();
    }

    public static byte[] notification(String method, @Nullable JsonObject params) {
        JsonObject line = new JsonObject().put("jsonrpc", VERSION).putText("method", method);
        if (params != null) {
            line.put("params", params);
        }
        return line.bytes();
    }

    /** {@code notifications/cancelled}; {@code id} is JSON. */
    public static byte[] cancelled(byte[] id, String reason) {
        return notification(
                "notifications/cancelled", new JsonObject().put("requestId", id).putText("reason", reason));
    }

    public static byte[] result(byte[] id, JsonObject result) {
        return new JsonObject()
                .put("jsonrpc", VERSION)
                .put("id", id)
                .put("result", result)
                .bytes();
    }

    /** A result as it came from the other side. */
    static byte[] result(byte[] id, Span result) {
        return new JsonObject()
                .put("jsonrpc", VERSION)
                .put("id", id)
                .put("result", result)
                .bytes();
    }

    /** {@code {}}, for a peer of the legacy era. */
    public static byte[] emptyResult(byte[] id) {
        return new JsonObject()
                .put("jsonrpc", VERSION)
                .put("id", id)
                .put("result", EMPTY)
                .bytes();
    }

    public static byte[] error(byte[] id, int code, String message) {
        return error(id, code, message, null);
    }

    static byte[] error(byte[] id, int code, String message, @Nullable JsonObject data) {
        JsonObject error =
                new JsonObject().putJson("code", Integer.toString(code)).putText("message", message);
        if (data != null) {
            error.put("data", data);
        }
        return error(id, error);
    }

    static byte[] error(byte[] id, JsonObject error) {
        return new JsonObject()
                .put("jsonrpc", VERSION)
                .put("id", id)
                .put("error", error)
                .bytes();
    }

    /**
     * A request that could not be served, for what reason ever: a {@code tools/call} gets a result that its model reads, any
     * other an error.
     */
    public static byte[] failure(byte[] id, String method, boolean isModern, String sentence) {
        return failure(id, method, isModern, McpErrors.TENANT_SERVER_GONE, sentence);
    }

    static byte[] failure(byte[] id, String method, boolean isModern, int code, String sentence) {
        if (!method.equals("tools/call")) {
            return error(id, code, sentence);
        }
        JsonObject result = new JsonObject();
        if (isModern) {
            result.putText("resultType", "complete");
        }
        result.put("content", utf8("[{\"type\":\"text\",\"text\":" + JsonStrings.quote(sentence) + "}]"));
        result.putJson("isError", "true");
        return result(id, result);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
