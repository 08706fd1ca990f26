package dev.bulkhead.tenantserver.mcp;

/** The two families of MCP revisions. */
enum Era {
    /** Up to 2025-11-25: a connection is initialized once. */
    LEGACY,

    /** 2026-07-28: every request brings what it needs. */
    MODERN;

    static final String MODERN_VERSION = "2026-07-28";
    static final String LATEST_LEGACY = "2025-11-25";

    /** Returns the version to answer an {@code initialize} with that asks for {@code asked}. */
    static String negotiated(String asked) {
        return switch (asked) {
            case "2024-11-05", "2025-03-26", "2025-06-18" -> asked;
            default -> LATEST_LEGACY;
        };
    }
}
