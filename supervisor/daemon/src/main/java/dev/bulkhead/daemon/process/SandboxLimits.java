package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * What a sandbox may use, set once its wall is proven and before it does anything of others'. A limit is no wall: one that
 * cannot be set is recorded, and the sandbox starts. Safe for any thread.
 */
final class SandboxLimits {
    /** What a JVM has beside its heap: code, classes, stacks. */
    private static final long BESIDE_THE_HEAP = 256L << 20;

    /** Each session has a few; the kernel counts threads as processes. */
    private static final int THREADS_OF_A_SERVER = 512;

    private final ResourceLimits limits = new ResourceLimits();
    private final EventSink events;
    private final InstantSource clock;

    SandboxLimits(EventSink events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    /** Bounds a tenant server, whose heap is bounded by itself. */
    void tenantServer(TenantServers.Order order, long pid) throws IOException {
        TenantSettings.Sandbox may = order.sandbox();
        apply(
                order.tenant(),
                "the tenant server",
                pid,
                ResourceLimits.of(may.memory() + BESIDE_THE_HEAP, may.disk(), may.processes() + THREADS_OF_A_SERVER));
    }

    /** Bounds the program {@code name}, and each that it starts: the memory is one process's. */
    void program(TenantId tenant, String name, TenantSettings.Sandbox may, long pid) throws IOException {
        apply(tenant, name, pid, ResourceLimits.of(may.memory(), may.disk(), may.processes()));
    }

    private void apply(TenantId tenant, String what, long pid, Map<ResourceLimits.Resource, Long> may)
            throws IOException {
        List<String> failed = limits.apply(pid, may);
        if (!failed.isEmpty()) {
            events.record(AuditEvent.of(
                    clock.instant(),
                    tenant,
                    EventType.SELF_TEST,
                    ResultStatus.ERROR,
                    null,
                    null,
                    what + ": " + String.join("; ", failed)));
        }
    }
}
