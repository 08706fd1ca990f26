package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.limits.SandboxLimits;
import dev.bulkhead.daemon.limits.WorkspaceWatch;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What happens while a workspace holds more than it may: its tenant server makes no file larger, and its upstreams, which could undo
 * that, end. Safe for any thread.
 */
final class FullWorkspaces {
    private static final Logger LOG = LoggerFactory.getLogger(FullWorkspaces.class);

    private final SandboxLimits limits;
    private final EventSink events;
    private final InstantSource clock;

    FullWorkspaces(SandboxLimits limits, EventSink events, InstantSource clock) {
        this.limits = limits;
        this.events = events;
        this.clock = clock;
    }

    /** Takes what {@code watch} has seen. */
    void told(TenantProcess process, WorkspaceWatch watch) {
        TenantServers.Order order = process.order();
        limits.writing(watch, process.pid(), order.sandbox());
        if (watch.isFull()) {
            process.upstreams().forEach(upstream -> upstream.kill(watch.problem()));
        }
        if (watch.hasChanged()) {
            record(order.tenant(), watch);
        }
    }

    private void record(TenantId tenant, WorkspaceWatch watch) {
        MDC.put("tenant", tenant.value());
        String detail = watch.isFull() ? watch.problem() : "the workspace holds no more than it may any more";
        LOG.warn("{}", detail);
        try {
            events.record(AuditEvent.of(
                    clock.instant(),
                    tenant,
                    EventType.WORKSPACE_FULL,
                    watch.isFull() ? ResultStatus.LIMITED : ResultStatus.SUCCESS,
                    null,
                    null,
                    detail));
        } catch (IOException e) {
            LOG.error("and this could not be recorded: {}", e.getMessage());
        }
    }
}
