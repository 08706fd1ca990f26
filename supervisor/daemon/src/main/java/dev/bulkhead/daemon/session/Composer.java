package dev.bulkhead.daemon.session;

import dev.bulkhead.protocol.home.TenantColour;
import dev.bulkhead.protocol.line.JsonStrings;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpErrors;
import dev.bulkhead.protocol.mcp.McpList;
import dev.bulkhead.protocol.mcp.McpMeta;
import dev.bulkhead.protocol.mcp.McpRevision;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The MCP lines that the supervisor says itself: refusals, the handshake's answers, the lobby. Each ends with LF. Immutable,
 * safe for any thread.
 */
final class Composer {
    /** What the lobby's one tool is called. */
    static final String STATUS_TOOL = "sign_in_status";

    private final String serverInfo;

    /**
     * @param tenant the tenant's id: hosts merge servers of one name, so the name carries it
     * @param title the tenant's name for people
     */
    Composer(String tenant, String title, String version) {
        this.serverInfo = "{\"name\":\"bulkhead-" + tenant + "\",\"title\":" + JsonStrings.quote(title)
                + ",\"version\":" + JsonStrings.quote(version) + ",\"description\":"
                + JsonStrings.quote("The workspace of " + title + " (tenant " + tenant + ", "
                        + TenantColour.of(tenant).wireName() + ") and of no other client")
                + ",\"icons\":[{\"src\":\"" + TenantColour.of(tenant).icon()
                + "\",\"mimeType\":\"image/svg+xml\",\"sizes\":[\"any\"]}]}";
    }

    static byte[] error(@Nullable Span id, int code, String message) {
        return error(id, code, message, "");
    }

    private static byte[] error(@Nullable Span id, int code, String message, String data) {
        return line("{\"jsonrpc\":\"2.0\",\"id\":" + (id == null ? "null" : id.raw()) + ",\"error\":{\"code\":" + code
                + ",\"message\":" + JsonStrings.quote(message) + data + "}}");
    }

    static byte[] unsupportedVersion(Span id, String requested) {
        String data = ",\"data\":{\"supported\":[\"" + McpRevision.MODERN + "\"],\"requested\":"
                + JsonStrings.quote(requested.substring(0, Math.min(requested.length(), 64))) + "}";
        return error(id, McpErrors.UNSUPPORTED_PROTOCOL_VERSION, "Unsupported protocol version", data);
    }

    static byte[] empty(Span id) {
        return result(id, "{}");
    }

    private static byte[] result(Span id, String result) {
        return line("{\"jsonrpc\":\"2.0\",\"id\":" + id.raw() + ",\"result\":" + result + "}");
    }

    byte[] initialized(Span id, String revision, String capabilities, String instructions) {
        return result(
                id,
                "{\"protocolVersion\":" + JsonStrings.quote(revision) + ",\"capabilities\":" + capabilities
                        + ",\"serverInfo\":" + serverInfo + ",\"instructions\":" + JsonStrings.quote(instructions)
                        + "}");
    }

    byte[] discovered(Span id, String capabilities, String instructions) {
        return result(
                id,
                "{\"resultType\":\"complete\",\"supportedVersions\":[\"" + McpRevision.MODERN + "\"],\"capabilities\":"
                        + capabilities + ",\"instructions\":" + JsonStrings.quote(instructions)
                        + ",\"ttlMs\":0,\"cacheScope\":\"private\"," + meta() + "}");
    }

    private String meta() {
        return "\"_meta\":{\"" + McpMeta.SERVER_INFO + "\":" + serverInfo + "}";
    }

    /** The lobby's {@code tools/list}. */
    byte[] lobbyTools(Span id, Era era) {
        String tool = "{\"name\":\"" + STATUS_TOOL
                + "\",\"title\":\"Sign-in status\",\"description\":\"Says whether anybody is"
                + " signed in to this client's workspace, and what to do if not. The client's own tools appear after"
                + " sign-in.\",\"inputSchema\":{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false},"
                + "\"annotations\":{\"readOnlyHint\":true,\"destructiveHint\":false,\"idempotentHint\":true,"
                + "\"openWorldHint\":false}}";
        return result(id, "{\"tools\":[" + tool + "]" + modern(era, ",\"ttlMs\":0,\"cacheScope\":\"private\"") + "}");
    }

    /** An empty list, for the lists that the lobby has nothing in. */
    byte[] emptyList(Span id, String name, Era era) {
        return result(id, "{\"" + name + "\":[]" + modern(era, ",\"ttlMs\":0,\"cacheScope\":\"private\"") + "}");
    }

    byte[] text(Span id, String text, Era era) {
        return result(
                id,
                "{\"content\":[{\"type\":\"text\",\"text\":" + JsonStrings.quote(text) + "}],\"isError\":false"
                        + modern(era, "") + "}");
    }

    private String modern(Era era, String more) {
        return era == Era.MODERN ? ",\"resultType\":\"complete\"" + more + "," + meta() : "";
    }

    static byte[] changed(McpList list) {
        return line("{\"jsonrpc\":\"2.0\",\"method\":\"" + list.notification() + "\"}");
    }

    static byte[] changed(McpList list, String subscription) {
        return line("{\"jsonrpc\":\"2.0\",\"method\":\"" + list.notification() + "\",\"params\":{\"_meta\":{\""
                + McpMeta.SUBSCRIPTION_ID + "\":" + subscription + "}}}");
    }

    /** A subscription that we end, which is to answer it (MCP 2026-07-28, subscriptions). */
    byte[] subscriptionEnded(String subscription) {
        return line("{\"jsonrpc\":\"2.0\",\"id\":" + subscription + ",\"result\":{\"resultType\":\"complete\"," + meta()
                + "}}");
    }

    /** @param served the inside of {@code notifications}, JSON */
    static byte[] acknowledged(String subscription, String served) {
        return line(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{\"_meta\":{\""
                        + McpMeta.SUBSCRIPTION_ID + "\":" + subscription + "},\"notifications\":{" + served + "}}}");
    }

    /**
     * @param token the host's progress token, JSON
     * @param step counts up; far below what a server would say, since progress must only increase
     */
    static byte[] progress(String token, long step, String message) {
        return line("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":" + token
                + ",\"progress\":" + (step + 1) + "e-6,\"message\":" + JsonStrings.quote(message) + "}}");
    }

    static byte[] log(String level, String message) {
        return line("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"" + level
                + "\",\"logger\":\"bulkhead\",\"data\":" + JsonStrings.quote(message) + "}}");
    }

    /** Asks in the host's own form (MCP, elicitation); what it says of the tenant is what the host knows already. */
    byte[] approvalForm(String id, String message) {
        return line(
                "{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"elicitation/create\",\"params\":{\"message\":"
                        + JsonStrings.quote(message)
                        + ",\"requestedSchema\":{\"type\":\"object\",\"properties\":{\"approve\":{"
                        + "\"type\":\"boolean\",\"title\":\"Approve this call\",\"default\":false}},\"required\":[\"approve\"]}}}");
    }

    static byte[] line(String json) {
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
