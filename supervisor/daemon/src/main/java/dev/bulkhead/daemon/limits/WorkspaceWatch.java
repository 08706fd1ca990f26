package dev.bulkhead.daemon.limits;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at how much a workspace holds for as long as a tenant server runs: no kernel offers an ordinary user a quota. Each look
 * takes a twentieth of the time between two, and a second at least lies between them. Safe for any thread.
 */
public final class WorkspaceWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkspaceWatch.class);
    private static final long LEAST_MILLIS = 1000;
    private static final long SHARE = 20;

    private final Path workspace;
    private final long most;
    private final Consumer<WorkspaceWatch> changed;
    private final EachLook look;
    private final Thread thread;
    private volatile boolean full;
    private volatile boolean changedNow;

    /** Who else wants to know what a look sees. Called on the watch's own thread. */
    public interface EachLook {
        void sees(Path path);

        /** A look at all of it has ended; what was not seen is not there. */
        void ends();
    }

    /**
     * Begins to watch.
     *
     * @param look is told what each look sees
     * @param most bytes that the workspace may hold
     * @param changed is told, on the watch's own thread, when {@link #isFull} has changed, and while it is full after each look
     */
    WorkspaceWatch(String name, Path workspace, long most, EachLook look, Consumer<WorkspaceWatch> changed) {
        this.workspace = workspace;
        this.most = most;
        this.changed = changed;
        this.look = look;
        this.thread = Thread.ofPlatform().daemon().name("workspace-" + name).start(this::run);
    }

    /** Whether it held more than it may at the last look. */
    public boolean isFull() {
        return full;
    }

    /** Whether {@link #isFull} differs from what it was at the look before. */
    public boolean hasChanged() {
        return changedNow;
    }

    /** Says what is the matter with a full workspace, and what to do. */
    public String problem() {
        return "the workspace holds more than the " + (most >> 20)
                + " MiB that sandbox.disk allows: remove files, or raise sandbox.disk in the tenant's settings";
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long began = System.nanoTime();
                look();
                Thread.sleep(Math.max(LEAST_MILLIS, (System.nanoTime() - began) / 1_000_000 * SHARE));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        boolean was = full;
        try {
            full = DiskUse.of(workspace, most, look::sees) > most;
            look.ends();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the size of a workspace could not be told: {}", e.getMessage());
            return;
        }
        changedNow = full != was;
        if (full || was) {
            changed.accept(this);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
