package dev.bulkhead.daemon.limits;

import dev.bulkhead.daemon.sandbox.DesktopSystem;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

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
    private final Map<TenantId, LongAdder> work = new ConcurrentHashMap<>();
    private volatile Meter meter = Meter.NONE;
    private volatile Optional<UserScope> scope = Optional.empty();

    public SandboxLimits(EventSink events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    /** Every sandbox from now on has a control group of its own; call when its trial has shown that it works. */
    public void use(UserScope works) {
        scope = Optional.of(works);
    }

    /** From now on {@code counts} is told what each sandbox that begins uses. */
    public void countWith(Meter counts) {
        meter = counts;
    }

    /** Returns {@code command}, for a tenant server, with what has to stand around it so that the kernel holds its limits. */
    public List<String> aroundServer(List<String> command, TenantSettings.Sandbox may) {
        return scope.map(there -> there.around(command, Bounds.ofServer(may))).orElse(command);
    }

    /** Returns {@code command}, for a program of others, as {@link #aroundServer} does. */
    public List<String> aroundProgram(List<String> command, TenantSettings.Sandbox may) {
        return scope.map(there -> there.around(command, Bounds.ofProgram(may))).orElse(command);
    }

    /** Returns how good each limit is here, by its name in status. */
    public Map<String, Enforcement> report() {
        Map<String, Enforcement> report = new LinkedHashMap<>();
        Enforcement together = scope.isPresent() ? Enforcement.ENFORCED : Enforcement.WATCHED;
        report.put("memory", together);
        report.put("processes", scope.isPresent() || !isRoot() ? Enforcement.ENFORCED : Enforcement.WATCHED);
        report.put("cpu", together);
        report.put("open-files", Enforcement.ENFORCED);
        report.put("file-size", Enforcement.ENFORCED);
        report.put("disk", Enforcement.WATCHED);
        return report;
    }

    /** The kernel counts no process of root's against a limit: setrlimit(2). */
    private static boolean isRoot() {
        try {
            return DesktopSystem.user() == 0;
        } catch (IOException e) {
            return true; // Not known: say the lesser thing.
        }
    }

    /**
     * Bounds a tenant server, whose heap is bounded by itself.
     *
     * @param pid as the kernel numbers it outside
     * @param end ends it for the reason that it is given
     */
    public void tenantServer(TenantId tenant, TenantSettings.Sandbox may, long pid, Consumer<String> end)
            throws IOException {
        apply(tenant, "the tenant server", meter.begin(tenant, "-"), Bounds.ofServer(may), pid, end);
    }

    /** Bounds the program {@code name}, and all that it starts. */
    public void program(TenantId tenant, String name, TenantSettings.Sandbox may, long pid, Consumer<String> end)
            throws IOException {
        apply(tenant, name, meter.begin(tenant, name), Bounds.ofProgram(may), pid, end);
    }

    private void apply(TenantId tenant, String name, Meter.Count count, Bounds may, long pid, Consumer<String> end)
            throws IOException {
        List<String> failed = limits.apply(pid, ResourceLimits.of(may));
        Bounds watched = scope.isPresent() ? may.withAllProcessors() : may;
        watch.add(new Watched(name + " of tenant " + tenant, pid, watched, posix, end, count, work(tenant)::increment));
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
     * @param look is told what each look sees
     * @param full is told while there is too much in it, and once when there is not any more
     */
    public WorkspaceWatch workspace(
            TenantId tenant,
            Path workspace,
            TenantSettings.Sandbox may,
            WorkspaceWatch.EachLook look,
            Consumer<WorkspaceWatch> full) {
        // Only where processes are watched is it known that none does anything.
        LongSupplier worked = DesktopSystem.here() == DesktopSystem.LINUX ? work(tenant)::sum : System::nanoTime;
        return new WorkspaceWatch(tenant.value(), workspace, may.disk(), worked, look, full);
    }

    /** How often something was seen to be done in any sandbox of {@code tenant}. */
    private LongAdder work(TenantId tenant) {
        return work.computeIfAbsent(tenant, id -> new LongAdder());
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
