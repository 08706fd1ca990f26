package dev.bulkhead.tenantserver.gateway;

import org.jspecify.annotations.Nullable;

/**
 * An MCP server of others that serves the tenant.
 *
 * @param name as in the settings, and before the {@code __} of its tools
 * @param id stands for its settings as a whole: another id is another server
 * @param era {@code legacy} or {@code modern}, where that is known
 */
public record Upstream(String name, String id, @Nullable String era) {}
