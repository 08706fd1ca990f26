package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.limits.ProcessGroups;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.zeroturnaround.exec.StartedProcess;

/** A sandbox that a command puts up by itself: Linux and macOS. */
record Spawned(StartedProcess started, RawStreams streams, ProcessGroups groups) implements Sandboxed {

    @Override
    public long pid() {
        return inside().pid();
    }

    /** bwrap's one child; bwrap itself where there is none yet, and what the command became elsewhere. */
    @Override
    public ProcessHandle inside() {
        Process bwrap = started.getProcess();
        return bwrap.children().findFirst().orElse(bwrap.toHandle());
    }

    @Override
    public boolean isAlive() {
        return started.getProcess().isAlive();
    }

    /**
     * Ends everything in it, at once. The group first: a bwrap that is killed before it let its child go on would leave it
     * waiting for ever.
     */
    @Override
    public void kill() {
        if (isAlive()) {
            groups.kill(started.getProcess().pid());
        }
        started.getProcess().children().forEach(ProcessHandle::destroyForcibly);
        started.getProcess().destroyForcibly();
    }

    @Override
    public int awaitEnd(Duration patience) throws IOException {
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

    @Override
    public CompletableFuture<?> onExit() {
        return started.getProcess().onExit();
    }
}
