package dev.bulkhead.tenantserver.mcp;

import dev.bulkhead.tenantserver.gateway.Directory;
import dev.bulkhead.tenantserver.gateway.PortOpener;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * What a session needs to reach the tenant's upstreams.
 *
 * @param opener opens ports of this session
 * @param timers made at the first use: many tenants have no upstream
 */
public record Upstreams(Directory directory, PortOpener opener, Supplier<ScheduledExecutorService> timers) {}
