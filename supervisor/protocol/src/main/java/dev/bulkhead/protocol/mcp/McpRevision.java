package dev.bulkhead.protocol.mcp;

import java.util.List;

/** The revisions of MCP that Bulkhead speaks, and the two eras that they fall into. */
public final class McpRevision {
    /** The stateless revision: metadata on every request, {@code server/discover} instead of {@code initialize}. */
    public static final String MODERN = "2026-07-28";

    /** The newest revision with {@code initialize}. */
    public static final String NEWEST_LEGACY = "2025-11-25";

    /** The one revision with JSON-RPC batches. */
    public static final String WITH_BATCHES = "2025-03-26";

    /** All revisions with {@code initialize}, oldest first. */
    public static final List<String> LEGACY = List.of("2024-11-05", WITH_BATCHES, "2025-06-18", NEWEST_LEGACY);

    private McpRevision() {}

    /** Returns the revision to answer {@code initialize} with: the asked one if it is known, else the newest legacy one. */
    public static String negotiate(String asked) {
        return LEGACY.contains(asked) ? asked : NEWEST_LEGACY;
    }
}
