package dev.bulkhead.daemon.approval;

import dev.bulkhead.daemon.testing.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Real processes of programs that a test may replace: copies of sleep(1), whose content ends with some bytes of the test's. */
final class RunningCopies implements AutoCloseable {
    private static final Path SLEEP = Path.of("/usr/bin/sleep");

    private final List<Process> processes = new ArrayList<>();

    /** Puts a program there, in place of the file that is, which goes on running. */
    static Path program(Path file, String ending) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName());
        Files.copy(SLEEP, fresh, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        Files.write(fresh, ending.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    RunningProgram start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        processes.add(process);
        awaitExec(process, command[0]);
        return of(process);
    }

    /** A child is its parent's program until it has become its own. */
    private static void awaitExec(Process process, String file) throws IOException {
        Path exe = Path.of("/proc", Long.toString(process.pid()), "exe");
        String own = Files.readSymbolicLink(Path.of("/proc/self/exe")).toString();
        Await.until(file + " runs", () -> {
            Path now = Files.readSymbolicLink(exe);
            return !now.toString().equals(own) && !now.endsWith("jspawnhelper");
        });
    }

    private static RunningProgram of(Process process) {
        ProcessHandle.Info info = process.toHandle().info();
        return new RunningProgram(
                process.pid(), info.startInstant().orElseThrow(), info.command().orElseThrow());
    }

    void endLast() throws InterruptedException {
        processes.getLast().destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
