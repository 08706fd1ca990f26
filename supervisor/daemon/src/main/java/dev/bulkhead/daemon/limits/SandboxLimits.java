package dev.bulkhead.daemon.limits;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a sandbox may use, set once its wall is proven and before it does anything of others', and watched from then on. A limit is
 * no wall: one that cannot be set is recorded, and the sandbox starts. Safe for any thread.
 */
public final class SandboxLimits implements AutoCloseable {
    private final Posix posix = new Posix();
    private final ResourceLimits limits = new ResourceLimits(posix);
    private final SandboxWatch watch = new SandboxWatch();
    private final EventSink events;
    private final InstantSource clock;

    public SandboxLimits(EventSink events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    /**
     * Bounds a tenant server, whose heap is bounded by itself.
     *
     * @param pid as the kernel numbers it outside
     * @param end ends it for the reason that it is given
     */
    public void tenantServer(TenantId tenant, TenantSettings.Sandbox may, long pid, Consumer<String> end)
            throws IOException {
        apply(tenant, "the tenant server", Bounds.ofServer(may), pid, end);
    }

    /** Bounds the program {@code name}, and all that it starts. */
    public void program(TenantId tenant, String name, TenantSettings.Sandbox may, long pid, Consumer<String> end)
            throws IOException {
        apply(tenant, name, Bounds.ofProgram(may), pid, end);
    }

    private void apply(TenantId tenant, String name, Bounds may, long pid, Consumer<String> end) throws IOException {
        List<String> failed = limits.apply(pid, ResourceLimits.of(may));
        watch.add(new Watched(name + " of tenant " + tenant, pid, may, posix, end));
        if (!failed.isEmpty()) {
            events.record(AuditEvent.of(
                    clock.instant(),
                    tenant,
                    EventType.SELF_TEST,
                    ResultStatus.ERROR,
                    null,
                    null,
                    name + ": " + String.join("; ", failed)));
        }
    }

    /**
     * Watches how much the workspace of a tenant holds, until it is closed.
     *
     * @param full is told while there is too much in it, and once when there is not any more
     */
    public WorkspaceWatch workspace(
            TenantId tenant, Path workspace, TenantSettings.Sandbox may, Consumer<WorkspaceWatch> full) {
        return new WorkspaceWatch(tenant.value(), workspace, may.disk(), full);
    }

    /** Lets the process {@code pid} make no file larger while {@code watch} says that the workspace is full. */
    public void writing(WorkspaceWatch watch, long pid, TenantSettings.Sandbox may) {
        limits.fileSize(pid, watch.isFull() ? 0 : may.disk(), may.disk());
    }

    @Override
    public void close() {
        watch.close();
    }
}
