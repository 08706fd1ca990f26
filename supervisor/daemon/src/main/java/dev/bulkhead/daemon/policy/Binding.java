package dev.bulkhead.daemon.policy;

import dev.bulkhead.daemon.tenant.ToolPattern;
import dev.bulkhead.protocol.home.TenantId;
import java.util.List;

/**
 * What a session's verified token says to policy.
 *
 * @param tenant whose settings count
 * @param tools the token's {@code allowed_tools}: they narrow the settings and never widen them; none allows nothing
 * @param readOnly only tools that say they change nothing
 */
public record Binding(TenantId tenant, List<ToolPattern> tools, boolean readOnly) {
    public Binding {
        tools = List.copyOf(tools);
    }
}
