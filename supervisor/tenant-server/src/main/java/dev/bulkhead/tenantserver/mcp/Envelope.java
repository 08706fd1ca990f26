package dev.bulkhead.tenantserver.mcp;

import dev.bulkhead.tenantserver.mcp.Message.Value;

/** What every request of MCP 2026-07-28 brings in {@code params._meta}. */
final class Envelope {
    private static final String VERSION = "\"io.modelcontextprotocol/protocolVersion\" (a string)";
    private static final String CAPABILITIES = "\"io.modelcontextprotocol/clientCapabilities\" (an object)";

    private Envelope() {}

    /** Refuses a request of which the envelope is not whole, or names a version that is not served. */
    static void check(Message message, RequestId id) throws RpcError {
        String version = message.metaVersionText;
        if (message.metaVersion != Value.RIGHT || version == null) {
            throw new RpcError(RpcError.INVALID_PARAMS, "params._meta needs " + VERSION, id);
        }
        if (!version.equals(Era.MODERN_VERSION)) {
            throw RpcError.unsupportedVersion(version, id);
        }
        if (message.metaCapabilities != Value.RIGHT) {
            throw new RpcError(RpcError.INVALID_PARAMS, "params._meta needs " + CAPABILITIES, id);
        }
    }

    /** For a request without any envelope, where none was to be left out. */
    static RpcError missing(RequestId id) {
        return new RpcError(
                RpcError.INVALID_PARAMS,
                "params._meta needs " + VERSION + " and " + CAPABILITIES + ", unless 'initialize' came before",
                id);
    }
}
