package dev.bulkhead.tenantserver.mcp;

import dev.bulkhead.protocol.mcp.McpList;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One JSON-RPC message, as far as it decides what to do; what is long stays where it is in the line. */
final class Message {
    /** What stands where a value is wanted. */
    enum Value {
        ABSENT,
        RIGHT,
        WRONG_TYPE
    }

    final byte[] line;

    @Nullable
    RequestId id;

    boolean isIdWrong;

    @Nullable
    String method;

    boolean isAnswer;
    boolean isVersionTwo;
    boolean areParamsWrong;

    // params
    @Nullable
    String name;

    @Nullable
    String protocolVersion;

    @Nullable
    String level;

    @Nullable
    RequestId requestId;

    boolean hasCursor;
    Value arguments = Value.ABSENT;
    int argumentsFrom;
    int argumentsTo;
    Value notifications = Value.ABSENT;
    final Set<McpList> lists = EnumSet.noneOf(McpList.class);

    // params._meta, MCP 2026-07-28
    Value metaVersion = Value.ABSENT;

    @Nullable
    String metaVersionText;

    Value metaCapabilities = Value.ABSENT;
    boolean hasClientInfo;

    /** Where the message lies in {@link #line}. */
    final int from;

    final int to;

    Message(byte[] line, int from, int to) {
        this.line = line;
        this.from = from;
        this.to = to;
    }

    /** Whether it brings the modern era's envelope, or a part of it. */
    boolean hasEnvelope() {
        return metaVersion != Value.ABSENT || metaCapabilities != Value.ABSENT || hasClientInfo;
    }
}
