package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpMeta;
import dev.bulkhead.tenantserver.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What a result has more in 2026-07-28 than before: {@code resultType}, hints for caches, who made it. */
final class Results {
    private static final byte[] PRIVATE = JsonObject.quoted("private");

    private Results() {}

    /** Methods that may ask back before they are done (MCP 2026-07-28, multi round-trip requests). */
    static boolean mayAskBack(String method) {
        return method.equals("tools/call") || method.equals("prompts/get") || method.equals("resources/read");
    }

    private static boolean isCacheable(String method) {
        return switch (method) {
            case "server/discover",
                    "tools/list",
                    "prompts/list",
                    "resources/list",
                    "resources/templates/list",
                    "resources/read" -> true;
            default -> false;
        };
    }

    static void toLegacy(JsonObject result, String method) {
        result.remove("resultType");
        if (isCacheable(method)) {
            result.remove("ttlMs");
            result.remove("cacheScope");
        }
        JsonObject meta = result.object("_meta");
        if (meta != null && meta.remove(McpMeta.SERVER_INFO)) {
            result.removeIfEmpty("_meta");
        }
    }

    static void toModern(JsonObject result, String method, @Nullable Span serverInfo) {
        result.putText("resultType", "complete");
        if (isCacheable(method)) {
            result.putJson("ttlMs", "0").put("cacheScope", PRIVATE);
        }
        if (serverInfo != null) {
            result.needObject("_meta").put(McpMeta.SERVER_INFO, serverInfo);
        }
    }
}
