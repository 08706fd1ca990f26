package dev.bulkhead.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A machine where packages are installed for real: this system under an overlay in memory, with processes and mounts of its own and an
 * ordinary user {@code consultant}. Nothing of it is left when it is closed. For root alone, on Linux; see {@code machine.sh}.
 */
final class OwnMachine implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Path HOME = Path.of("/home/consultant/bulkhead");

    private final Process process;
    private final List<String> inside;

    /** @param files the folder whose files its {@code /tmp} gets */
    OwnMachine(Path files) throws IOException {
        process = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--propagation",
                        "private",
                        "sh",
                        Path.of("src/test/machine/machine.sh").toAbsolutePath().toString(),
                        files.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader();
        if (!"ready".equals(out.readLine())) {
            close();
            throw new IOException("no machine could be made: see above");
        }
        long first = Processes.children(process.pid()).getFirst();
        inside = List.of("nsenter", "--target", Long.toString(first), "--mount", "--pid", "--wd", "--");
    }

    static boolean canBeMade() throws IOException {
        return OrdinaryUser.canBeMade()
                && Launch.toTheEnd(
                                        List.of("unshare", "--mount", "--pid", "--fork", "true"),
                                        System.getenv(),
                                        "",
                                        Duration.ofSeconds(10))
                                .exit()
                        == 0;
    }

    /** Runs a command as root. */
    Result run(String... command) throws IOException {
        List<String> all = new ArrayList<>(inside);
        all.addAll(List.of(command));
        return Launch.toTheEnd(all, Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C.UTF-8"), "", LIMIT);
    }

    /** As {@link #run}, for a command that must exit 0; returns its two outputs. */
    String ok(String... command) throws IOException {
        Result result = run(command);
        if (result.exit() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + result.exit() + ": " + result.err());
        }
        return result.out() + result.err();
    }

    /** The consultant's Bulkhead, as the package installed it. */
    Bulkhead bulkhead() {
        List<String> asConsultant = new ArrayList<>(inside);
        asConsultant.addAll(List.of(
                "setpriv",
                "--reuid",
                "consultant",
                "--regid",
                "consultant",
                "--init-groups",
                "--",
                "env",
                "-u",
                "JAVA_HOME",
                "-u",
                "BULKHEAD_APP"));
        return Bulkhead.as(
                asConsultant,
                Map.of("HOME", "/home/consultant", "USER", "consultant", "PATH", "/usr/bin:/bin", "TMPDIR", "/tmp"),
                Path.of("/usr/bin/bulkhead"),
                HOME);
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
