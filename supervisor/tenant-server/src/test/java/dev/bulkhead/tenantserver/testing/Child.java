package dev.bulkhead.tenantserver.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts the server in a JVM of its own, as the supervisor would: no inherited environment, pipes alone. */
public final class Child {
    private Child() {}

    public static Process start(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments));
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        return builder.start();
    }

    /** The command line that starts the server. */
    public static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xmx64m",
                "-Xss512k",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.bulkhead.tenantserver.TenantServer"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Waits for the end, at most 20 s, and returns the exit code. */
    public static int exitCode(Process process) throws InterruptedException {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the server did not end");
        }
        return process.exitValue();
    }
}
