package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.limits.ProcessGroups;
import dev.bulkhead.daemon.process.windows.ContainedProcess;
import dev.bulkhead.daemon.sandbox.Confinement;
import dev.bulkhead.daemon.sandbox.Wall;
import dev.bulkhead.daemon.tenant.TenantSettings;
import java.io.File;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.StartedProcess;

/**
 * Starts every sandbox from one platform thread that lives as long as the supervisor: the kernel binds the parent-death signal
 * (prctl(2), PR_SET_PDEATHSIG) to the thread that started the child, not to the process.
 */
final class Starter implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("sandbox-starter").factory());

    private final ProcessGroups groups = new ProcessGroups();

    /**
     * Starts what a wall has made ready.
     *
     * @param command the start's own, with what bounds it around it
     * @param may what it may use, where the wall itself sets the bounds
     */
    Sandboxed start(Wall.Start start, List<String> command, TenantSettings.Sandbox may) throws IOException {
        Sandboxed started = start.confinement().isPresent()
                ? Contained.of(ContainedProcess.start(
                        start.command(),
                        start.confinement().get().within(new Confinement.Job(may.memory(), 1, may.cpu()))))
                : start(command);
        if (!start.leftBehind().isEmpty()) {
            var unused = started.onExit()
                    .whenComplete((status, error) -> start.leftBehind().forEach(Leftovers::remove));
        }
        return started;
    }

    /** Starts {@code command} in folder {@code /} with an empty environment and three pipes. */
    Sandboxed start(List<String> command) throws IOException {
        RawStreams streams = new RawStreams();
        Callable<StartedProcess> start = () -> {
            // zt-exec adds to the inherited environment, and takes out what is null: nothing of ours may be there (rule
            // 2).
            Map<String, String> nothing = new HashMap<>();
            System.getenv().keySet().forEach(name -> nothing.put(name, null));
            return new ProcessExecutor()
                    .command(command)
                    .directory(new File("/"))
                    .environment(nothing)
                    .redirectErrorStream(false)
                    .streams(streams)
                    .start();
        };
        try {
            return new Spawned(thread.submit(start).get(), streams, groups);
        } catch (ExecutionException e) {
            throw new IOException("the sandbox could not be started: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a sandbox starts", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
