package dev.bulkhead.daemon.process;

import dev.bulkhead.protocol.local.Application;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The stage's command in paths of the inside: a JVM for a moment. Stateless. */
final class StageCommand {
    private StageCommand() {}

    static List<String> of(Application application) {
        List<String> command = new ArrayList<>();
        command.add("/runtime/bin/java");
        if (Files.isRegularFile(application.archive("stage"))) {
            command.add("-XX:SharedArchiveFile=/archive.jsa");
        }
        command.addAll(TenantServerCommand.QUIET);
        command.addAll(List.of(
                "-Xms4m",
                "-Xmx32m",
                "-Xss512k",
                // The bound on open files is inherited: what becomes of this process must not have Java's.
                "-XX:-MaxFDLimit",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=/tmp",
                "-cp",
                TenantServerCommand.classPath(application),
                "dev.bulkhead.tenantserver.stage.Stage"));
        return command;
    }
}
