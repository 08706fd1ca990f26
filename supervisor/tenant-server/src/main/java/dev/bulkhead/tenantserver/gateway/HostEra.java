package dev.bulkhead.tenantserver.gateway;

/** Which family of MCP revisions a host's message is of. */
public enum HostEra {
    /** Up to 2025-11-25. */
    LEGACY,

    /** 2026-07-28. */
    MODERN
}
