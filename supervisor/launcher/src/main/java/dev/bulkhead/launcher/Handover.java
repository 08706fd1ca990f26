package dev.bulkhead.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Who reads the host: this process, which then copies, or the supervisor itself, which then opens the host's pipes and saves
 * each message two hand-overs between processes. Decided once. Safe for any thread.
 */
final class Handover {
    /** A supervisor that is started first takes about a second. Longer than this a host that has gone must not be overlooked. */
    private static final long PATIENCE_MILLIS = 2_000;

    private enum Reader {
        OPEN,
        WE,
        SUPERVISOR
    }

    private final AtomicReference<Reader> reader = new AtomicReference<>(Reader.OPEN);
    private final CountDownLatch decided = new CountDownLatch(1);

    /**
     * Returns whether stdin and stdout are pipes without a name, which another process of the same user can open (proc(5),
     * {@code /proc/pid/fd}). Sockets, which hosts on Node.js use, cannot be opened, and a file must not be read from its start.
     */
    static boolean isPossible() {
        return isPipe(0) && isPipe(1);
    }

    private static boolean isPipe(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString()
                    .startsWith("pipe:");
        } catch (IOException | UnsupportedOperationException e) {
            // No such system, or none of our business: we copy.
            return false;
        }
    }

    /** Decides that we read, unless it is decided. */
    void keep() {
        if (reader.compareAndSet(Reader.OPEN, Reader.WE)) {
            decided.countDown();
        }
    }

    /** Returns whether the supervisor reads from now on; false when we have begun to. */
    boolean give() {
        boolean given = reader.compareAndSet(Reader.OPEN, Reader.SUPERVISOR);
        decided.countDown();
        return given;
    }

    /** Waits until it is decided, or long enough for us to decide it. Returns whether we read. */
    boolean isOurs() {
        try {
            if (!decided.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                keep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return reader.get() == Reader.WE;
    }
}
