package dev.bulkhead.tenantserver.mcp;

import org.jspecify.annotations.Nullable;

/** A message that gets a JSON-RPC error for an answer. */
final class RpcError extends Exception {
    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL_ERROR = -32603;

    /** MCP 2026-07-28: the request's version is not served; {@link #requested} says which that was. */
    static final int UNSUPPORTED_VERSION = -32022;

    private final int code;
    private final @Nullable RequestId id;
    private final @Nullable String requested;

    RpcError(int code, String message, @Nullable RequestId id) {
        this(code, message, id, null);
    }

    private RpcError(int code, String message, @Nullable RequestId id, @Nullable String requested) {
        super(message, null, false, false);
        this.code = code;
        this.id = id;
        this.requested = requested;
    }

    static RpcError unsupportedVersion(String requested, @Nullable RequestId id) {
        return new RpcError(UNSUPPORTED_VERSION, "Unsupported protocol version", id, requested);
    }

    int code() {
        return code;
    }

    /** The request's id, or null where the message has none that could be read. */
    @Nullable
    RequestId id() {
        return id;
    }

    @Nullable
    String requested() {
        return requested;
    }

    String sentence() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
