package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.control.ControlRefusedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bulkhead stop}: ends the supervisor and everything that it started. */
@Command(
        name = "stop",
        description = "Ends the supervisor, every tenant server and every session.",
        mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
    private static final long LIMIT_MILLIS = 10_000;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        switch (end(spec.commandLine().getErr())) {
            case NONE -> out.println("No supervisor runs.");
            case ENDED -> out.println("The supervisor has ended.");
            case LASTS -> {
                return 1;
            }
        }
        return 0;
    }

    /** What came of it. */
    enum End {
        NONE,
        ENDED,
        LASTS
    }

    /** Ends the supervisor and waits for it; {@code err} is told when it does not end. */
    static End end(PrintWriter err) throws IOException, ControlRefusedException, InterruptedException {
        Optional<Connection> running = Connection.openIfRunning();
        if (running.isEmpty()) {
            return End.NONE;
        }
        long pid;
        try (Connection supervisor = running.get()) {
            JsonNode status = supervisor.call("status", Connection.args());
            pid = status.path("supervisor").path("pid").asLong();
            supervisor.call("stop", Connection.args());
        }
        long deadline = System.currentTimeMillis() + LIMIT_MILLIS;
        // Whether anybody listens says nothing: a host that connects again at once has started the next one by then.
        while (isAlive(pid)) {
            if (System.currentTimeMillis() > deadline) {
                err.println("bulkhead: process " + pid + " has not ended after 10 s: see its log");
                return End.LASTS;
            }
            Thread.sleep(20);
        }
        return End.ENDED;
    }

    /** In a container whose first process reaps nobody, an ended one stays in the list for good: state Z of proc_pid_stat(5). */
    private static boolean isAlive(long pid) {
        if (!ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return !stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
        } catch (IOException e) {
            // No such file on this system, or gone since: what the JVM said counts.
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
    }
}
