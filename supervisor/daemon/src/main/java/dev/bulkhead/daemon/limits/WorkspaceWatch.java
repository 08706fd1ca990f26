package dev.bulkhead.daemon.limits;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at how much a workspace holds for as long as a tenant server runs: no kernel offers an ordinary user a quota. Each look
 * takes a twentieth of the time between two, and a second at least lies between them; a hundredth and five seconds while nothing is done in
 * the tenant's sandboxes, which fill it. Safe for any thread.
 */
public final class WorkspaceWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkspaceWatch.class);
    private static final long LEAST_MILLIS = 1000;
    private static final long SHARE = 20;

    /** Not for ever: what takes no processor time to speak of, and the consultant, may change it too. */
    private static final long REST_MILLIS = 5000;

    private static final long REST_SHARE = 100;

    private final Path workspace;
    private final long most;
    private final Consumer<WorkspaceWatch> changed;
    private final LongSupplier worked;
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
     * @param most bytes that the workspace may hold
     * @param worked differs from what it was once something was done in a sandbox that can write here
     * @param look is told what each look sees
     * @param changed is told, on the watch's own thread, when {@link #isFull} has changed, and while it is full after each look
     */
    WorkspaceWatch(
            String name,
            Path workspace,
            long most,
            LongSupplier worked,
            EachLook look,
            Consumer<WorkspaceWatch> changed) {
        this.workspace = workspace;
        this.most = most;
        this.worked = worked;
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
            long seen = worked.getAsLong();
            long took = look();
            long rested = 0;
            while (!Thread.currentThread().isInterrupted()) {
                long pause = Math.max(LEAST_MILLIS, took * SHARE);
                Thread.sleep(pause);
                rested += pause;
                long now = worked.getAsLong();
                if (now != seen || full || rested >= Math.max(REST_MILLIS, took * REST_SHARE)) {
                    seen = now;
                    took = look();
                    rested = 0;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks once; returns how many milliseconds it took. */
    private long look() {
        long began = System.nanoTime();
        lookOnce();
        return (System.nanoTime() - began) / 1_000_000;
    }

    private void lookOnce() {
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
