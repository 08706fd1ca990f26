package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.process.windows.ContainedProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sandbox on Windows: a process in a container and a job. */
record Contained(ContainedProcess process, RawStreams streams) implements Sandboxed {
    private static final Logger LOG = LoggerFactory.getLogger(Contained.class);

    static Contained of(ContainedProcess process) {
        RawStreams streams = new RawStreams();
        streams.setProcessInputStream(process.stdin());
        streams.setProcessOutputStream(process.stdout());
        streams.setProcessErrorStream(process.stderr());
        return new Contained(process, streams);
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public ProcessHandle inside() {
        return ProcessHandle.of(process.pid()).orElse(ProcessHandle.current());
    }

    @Override
    public boolean isAlive() {
        return !process.end().isDone();
    }

    @Override
    public void kill() {
        try {
            process.kill();
        } catch (IOException e) {
            LOG.error("process {} could not be ended: {}", process.pid(), e.getMessage());
        }
    }

    @Override
    public int awaitEnd(Duration patience) throws IOException {
        try {
            return process.end().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            kill();
            return process.end().join();
        } catch (ExecutionException e) {
            throw new IOException("the end of process " + process.pid() + " is not known: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
            throw new IOException("interrupted while a sandbox ends", e);
        }
    }

    @Override
    public CompletableFuture<?> onExit() {
        return process.end();
    }
}
