package dev.bulkhead.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tenant server by hand, with the flags that the supervisor gives it and without a sandbox. */
public final class TenantServerCommand {
    private TenantServerCommand() {}

    public static List<String> direct(Path workspace) throws IOException {
        Path application = Path.of(System.getProperty("bulkhead.app"));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        Path archive = application.resolve("cds/tenant-server.jsa");
        if (Files.exists(archive)) {
            command.add("-XX:SharedArchiveFile=" + archive);
        }
        String jars;
        try (Stream<Path> files = Files.list(application.resolve("lib/tenant-server"))) {
            jars = files.sorted().map(Path::toString).collect(Collectors.joining(":"));
        }
        command.addAll(List.of(
                "-Xshare:auto",
                "-Xlog:disable",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xms6m",
                "-Xmx512m",
                "-XX:NewSize=1m",
                "-Xss512k",
                "-XX:ReservedCodeCacheSize=24m",
                "-cp",
                jars,
                "dev.bulkhead.tenantserver.TenantServer",
                "--stdio",
                workspace.toString()));
        return command;
    }

    /** As {@link #direct(Path)}, behind two processes that do nothing but copy, each way: as many as launcher and supervisor are. */
    static List<String> copied(Path workspace) throws IOException {
        List<String> all = new ArrayList<>(List.of("sh", "-c", "cat | cat | \"$@\" | cat | cat", "copied"));
        all.addAll(direct(workspace));
        return all;
    }

    /** As {@link #direct(Path)}, with an upstream behind it that runs as its child. */
    public static List<String> direct(Path workspace, String upstream, List<String> command) throws IOException {
        List<String> all = new ArrayList<>(direct(workspace));
        all.addAll(List.of("--server", upstream, "--"));
        all.addAll(command);
        return all;
    }
}
