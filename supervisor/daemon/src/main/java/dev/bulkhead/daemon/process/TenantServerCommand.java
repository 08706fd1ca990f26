package dev.bulkhead.daemon.process;

import dev.bulkhead.protocol.local.Application;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The tenant server's command in paths of the inside: the leanest JVM that serves (jvm-costs). Stateless. */
final class TenantServerCommand {
    private static final long MIB = 1024 * 1024;

    /** For every JVM in a sandbox: quick to start, nothing on stdout (rule 9), nothing that others could attach to. */
    static final List<String> QUIET = List.of(
            "-Xshare:auto",
            "-Xlog:disable",
            "-Xlog:all=warning:stderr",
            "-Xlog:cds=off:stderr",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "-XX:+ExitOnOutOfMemoryError",
            // Its report of a crash of its own would go to the workspace, and holds pieces of memory.
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=/dev/null");

    private TenantServerCommand() {}

    static List<String> of(Application application, long memory) {
        List<String> command = new ArrayList<>();
        command.add("/runtime/bin/java");
        if (Files.isRegularFile(application.archive("tenant-server"))) {
            // At its own address, so that all tenant servers share its pages: decision 4.
            command.addAll(List.of(
                    "-XX:SharedArchiveFile=/archive.jsa",
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:ArchiveRelocationMode=0"));
        }
        command.addAll(QUIET);
        command.addAll(List.of(
                "-Xms6m",
                "-Xmx" + Math.clamp(memory / MIB / 2, 64, 4096) + "m",
                "-XX:NewSize=1m",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=30",
                "-XX:-ShrinkHeapInSteps",
                "-Xss512k",
                "-XX:ReservedCodeCacheSize=24m",
                "-Duser.home=/workspace",
                "-Djava.io.tmpdir=/tmp",
                "-cp",
                classPath(application),
                "dev.bulkhead.tenantserver.TenantServer"));
        return command;
    }

    static String classPath(Application application) {
        try {
            return application.classPath("tenant-server").stream()
                    .map(jar -> "/app/" + jar.getFileName())
                    .collect(Collectors.joining(":"));
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
