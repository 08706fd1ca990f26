package dev.bulkhead.protocol.mcp;

/** JSON-RPC error codes. Ours stand outside -32768 to -32000, which JSON-RPC and MCP keep for themselves. */
public final class McpErrors {
    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL_ERROR = -32603;

    /** MCP 2026-07-28: the revision asked for is not spoken. */
    public static final int UNSUPPORTED_PROTOCOL_VERSION = -32022;

    /** The session's tenant is not authorised to call the tool; the same for a tool that does not exist. */
    public static final int NOT_AUTHORISED = -31001;

    /** Nobody is signed in to the tenant. */
    public static final int SIGNED_OUT = -31002;

    /** The tenant server ended, or cannot be started. */
    public static final int TENANT_SERVER_GONE = -31003;

    /** A limit of the tenant's settings is reached. */
    public static final int LIMITED = -31004;

    /** The call could not be recorded: no audit, no call. */
    public static final int NOT_RECORDED = -31005;

    private McpErrors() {}
}
