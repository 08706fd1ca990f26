package dev.bulkhead.tenantserver.bridge;

import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpMeta;
import dev.bulkhead.protocol.mcp.McpRevision;
import dev.bulkhead.tenantserver.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a host says of itself: once in {@code initialize}, or in the {@code _meta} of every request (MCP 2026-07-28, basic,
 * {@code _meta}). Neither is made up: who does not say its name is called {@code bulkhead}.
 */
public final class Envelope {
    static final String CLIENT_INFO = "io.modelcontextprotocol/clientInfo";
    static final String LOG_LEVEL = "io.modelcontextprotocol/logLevel";

    private static final String NOBODY = "{\"name\":\"bulkhead\",\"version\":\"1\"}";

    private Envelope() {}

    /** The {@code _meta} of requests for a host that opened with {@code initialize} and these {@code params}. */
    public static JsonObject meta(byte[] params) {
        JsonObject said = JsonObject.of(params);
        JsonObject capabilities = said.object("capabilities");
        JsonObject kept = new JsonObject();
        if (capabilities != null) {
            for (int i = 0; i < capabilities.size(); i++) {
                switch (capabilities.name(i)) {
                    case "tasks" -> {}
                    case "roots" -> kept.putJson("roots", "{}"); // What it had was listChanged, which is gone.
                    default -> kept.put(capabilities.name(i), capabilities.value(i));
                }
            }
        }
        JsonObject meta = new JsonObject();
        meta.putText(McpMeta.PROTOCOL_VERSION, McpRevision.MODERN);
        putInfo(meta, CLIENT_INFO, said.get("clientInfo"));
        meta.put(McpMeta.CLIENT_CAPABILITIES, kept);
        return meta;
    }

    /** The {@code params} of {@code initialize} for a host whose requests carry {@code meta}. */
    public static JsonObject initialize(byte[] meta) {
        JsonObject said = JsonObject.of(meta);
        JsonObject capabilities = said.object(McpMeta.CLIENT_CAPABILITIES);
        JsonObject kept = new JsonObject();
        if (capabilities != null) {
            for (int i = 0; i < capabilities.size(); i++) {
                String name = capabilities.name(i);
                if (!name.equals("tasks") && !name.equals("extensions")) {
                    kept.put(name, capabilities.value(i));
                }
            }
        }
        JsonObject params = new JsonObject();
        params.putText("protocolVersion", McpRevision.NEWEST_LEGACY);
        params.put("capabilities", kept);
        putInfo(params, "clientInfo", said.get(CLIENT_INFO));
        return params;
    }

    private static void putInfo(JsonObject into, String key, @Nullable Span info) {
        if (info != null && info.first() == '{') {
            into.put(key, info);
        } else {
            into.putJson(key, NOBODY);
        }
    }
}
