package dev.bulkhead.daemon.session;

import dev.bulkhead.protocol.line.JsonObjects;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import dev.bulkhead.protocol.mcp.McpMeta;
import dev.bulkhead.protocol.mcp.McpRevision;

/** The two eras of MCP, as a single request shows them. */
enum Era {
    /** Up to 2025-11-25: a handshake, then bare requests. */
    LEGACY,
    /** 2026-07-28: every request carries its metadata. */
    MODERN;

    /** What a request's envelope gave. */
    sealed interface Envelope {
        /** No envelope: the legacy era. */
        record None() implements Envelope {}

        /** A good one of the modern era. */
        record Good() implements Envelope {}

        /** One that must be answered with an error. */
        record Incomplete(String missing) implements Envelope {}

        /** One that parsers may read differently. */
        record Unclear(String problem) implements Envelope {}

        /** A revision that is not spoken. */
        record Unsupported(String requested) implements Envelope {}
    }

    /** Reads the envelope of a request: MCP 2026-07-28, basic, request metadata. */
    static Envelope envelope(RpcLine line) {
        Span meta = line.inner("_meta");
        Span version;
        Span capabilities;
        try {
            version = JsonObjects.member(meta, McpMeta.PROTOCOL_VERSION);
            capabilities = JsonObjects.member(meta, McpMeta.CLIENT_CAPABILITIES);
        } catch (IllegalArgumentException e) {
            return new Envelope.Unclear(String.valueOf(e.getMessage()));
        }
        if (version == null) {
            return capabilities == null ? new Envelope.None() : new Envelope.Incomplete(McpMeta.PROTOCOL_VERSION);
        }
        if (!version.text().equals(McpRevision.MODERN)) {
            return new Envelope.Unsupported(version.text());
        }
        return capabilities == null ? new Envelope.Incomplete(McpMeta.CLIENT_CAPABILITIES) : new Envelope.Good();
    }
}
