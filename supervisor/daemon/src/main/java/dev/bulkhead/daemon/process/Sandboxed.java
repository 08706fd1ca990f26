package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.limits.ProcessGroups;
import dev.bulkhead.daemon.sandbox.Wall;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeroturnaround.exec.StartedProcess;

/** One started sandbox with its pipes. Safe for any thread, but each stream is for one at a time. */
record Sandboxed(StartedProcess started, RawStreams streams, ProcessGroups groups) {
    private static final Logger LOG = LoggerFactory.getLogger(Sandboxed.class);

    /** The process inside as the kernel numbers it outside: bwrap's one child. Falls back to bwrap's own number. */
    long pid() {
        return inside().pid();
    }

    /** The process inside; bwrap itself where there is none yet. */
    ProcessHandle inside() {
        Process bwrap = started.getProcess();
        return bwrap.children().findFirst().orElse(bwrap.toHandle());
    }

    /** Removes the folder of {@code start}, if it has one, when this has ended. */
    Sandboxed cleanedUpAfter(Wall.Start start) {
        start.temporary()
                .ifPresent(folder -> started.getProcess().onExit().thenRun(() -> {
                    try {
                        Packages.delete(folder);
                    } catch (IOException e) {
                        LOG.warn("a sandbox's folder could not be removed: {}", e.getMessage());
                    }
                }));
        return this;
    }

    boolean isAlive() {
        return started.getProcess().isAlive();
    }

    /**
     * Ends everything in it, at once. The group first: a bwrap that is killed before it let its child go on would leave it
     * waiting for ever.
     */
    void kill() {
        if (isAlive()) {
            groups.kill(started.getProcess().pid());
        }
        started.getProcess().children().forEach(ProcessHandle::destroyForcibly);
        started.getProcess().destroyForcibly();
    }

    /** Returns the exit status of what ran inside; kills it when it takes longer than {@code patience}. */
    int awaitEnd(Duration patience) throws IOException {
        try {
            Process process = started.getProcess();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
            throw new IOException("interrupted while a sandbox ends", e);
        }
    }
}
