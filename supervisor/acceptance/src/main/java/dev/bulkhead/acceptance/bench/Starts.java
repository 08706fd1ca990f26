package dev.bulkhead.acceptance.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.acceptance.Bulkhead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Starting, ending and weighing processes. */
final class Starts {
    /** How long a side is left alone before its memory is read: what it has taken for its work alone may go back first. */
    static final Duration QUIET = Duration.ofSeconds(12);

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private Starts() {}

    /** Launches something that speaks MCP. */
    interface Launch {
        Wire start() throws IOException;
    }

    /** Returns nanoseconds from the launch to the answer of the first {@code tools/list}, which must hold {@code tool}. */
    static long toFirstList(Launch launch, String tool) throws IOException {
        long before = System.nanoTime();
        try (Wire wire = launch.start().handshake()) {
            wire.listTools();
            long nanos = System.nanoTime() - before;
            if (!wire.text().contains("\"name\":\"" + tool + "\"")) {
                throw new IOException("there is no " + tool + " in this list of tools: "
                        + wire.text().substring(0, Math.min(500, wire.text().length())));
            }
            return nanos;
        }
    }

    /** Returns the process of the tenant's server, once it runs. */
    static long awaitServer(Bulkhead bulkhead, String tenant) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (System.nanoTime() < deadline) {
            JsonNode status = bulkhead.status(tenant);
            if (!status.path("pid").isNull() && status.path("state").asText().equals("ready")) {
                return status.path("pid").asLong();
            }
            Thread.sleep(50);
        }
        throw new IOException("the server of " + tenant + " does not run");
    }

    /** Kills the tenant's server, as a crash would, and waits until it is gone. */
    static void endServer(Bulkhead bulkhead, String tenant) throws IOException, InterruptedException {
        long pid = awaitServer(bulkhead, tenant);
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!bulkhead.status(tenant).path("pid").isNull()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the server of " + tenant + " does not end");
            }
            Thread.sleep(20);
        }
    }

    /** Returns the memory of a process, shared pages counted by their share: proc(5), smaps_rollup. */
    static long proportionalBytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("no Pss of process " + pid);
    }
}
