package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.limits.Survivors;
import dev.bulkhead.daemon.sandbox.DesktopSystem;
import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The obeyed names of one workspace, as one sandbox has them: which are read-only, and what they were when it started. Safe for any
 * thread; closed once, when nothing of the sandbox runs any more.
 */
final class Guard implements AutoCloseable {
    private static final long LOOK_MILLIS = 20;

    /** What a name is that is not there. */
    private static final Object GONE = new Object();

    private final TenantId tenant;
    private final Path workspace;
    private final List<Path> readOnly;
    private final Map<Path, Object> identities = new LinkedHashMap<>();
    private final Consumer<Guard> release;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean used = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();
    private final CompletableFuture<String> exchanged = new CompletableFuture<>();

    /**
     * @param readOnly relative to the workspace
     * @param release is called once, at the end
     */
    Guard(TenantId tenant, Path workspace, List<Path> readOnly, Consumer<Guard> release) {
        this.tenant = tenant;
        this.workspace = workspace;
        this.readOnly = List.copyOf(readOnly);
        this.release = release;
        for (Path path : readOnly) {
            identities.put(workspace.resolve(path), identity(workspace.resolve(path)));
        }
    }

    /** For a sandbox whose writable folder no tool of the consultant's opens. */
    static Guard none(TenantId tenant) {
        return new Guard(tenant, Path.of("/"), List.of(), guard -> {});
    }

    private static Object identity(Path path) {
        try {
            BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Object key = is.fileKey();
            return key == null ? path : key;
        } catch (IOException e) {
            return GONE;
        }
    }

    TenantId tenant() {
        return tenant;
    }

    Path workspace() {
        return workspace;
    }

    List<Path> readOnly() {
        return readOnly;
    }

    /** The names that are watched, as absolute paths. */
    Iterable<Path> watched() {
        return identities.keySet();
    }

    boolean watches(Path path) {
        return identities.containsKey(path);
    }

    /** Returns a name that is not what it was; null when all are. */
    @Nullable
    Path exchangedName() {
        for (Map.Entry<Path, Object> each : identities.entrySet()) {
            if (!each.getValue().equals(identity(each.getKey()))) {
                return each.getKey();
            }
        }
        return null;
    }

    /** Returns true once: a name is no longer what the sandbox had covered. Whoever guards is told. */
    boolean exchanged(Path path) {
        return told.compareAndSet(false, true) && !closed.get() && exchanged.complete(workspace.relativize(path) + "");
    }

    /** Has {@code end} told, with the reason, when a name is exchanged; at once when that has happened already. */
    void onExchange(Consumer<String> end) {
        var unused = exchanged.thenAccept(name ->
                end.accept("'" + name + "' was replaced or removed in the workspace while it was read-only inside"));
    }

    /**
     * Proves that the sandbox of process {@code pid} has each name covered where it stands. (On Windows each name itself carries an
     * entry that denies; macOS has a rule about names.)
     *
     * @throws SandboxUnavailableException when one is not: what led to it was moved meanwhile
     */
    void check(long pid) throws IOException, SandboxUnavailableException {
        if (!readOnly.isEmpty() && DesktopSystem.here() == DesktopSystem.LINUX) {
            CoveredMounts.check(pid, "/workspace", readOnly);
        }
    }

    /** Closes when {@code sandboxed} has ended, with all that ran in it. */
    void closeAfter(Sandboxed sandboxed) {
        used.set(true);
        ProcessHandle inside = sandboxed.inside();
        var unused = sandboxed.onExit().whenComplete((status, error) -> closeWhenGone(inside));
    }

    private void closeWhenGone(ProcessHandle inside) {
        if (Survivors.isRunning(inside)) {
            CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> closeWhenGone(inside));
        } else {
            close();
        }
    }

    /** Closes at once when no sandbox was ever begun with it. */
    void closeUnlessUsed() {
        if (!used.get()) {
            close();
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.accept(this);
        }
    }
}
