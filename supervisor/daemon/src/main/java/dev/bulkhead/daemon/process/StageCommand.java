package dev.bulkhead.daemon.process;

import dev.bulkhead.protocol.local.Application;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The stage's command in paths of the inside: a JVM for a moment. Stateless. */
final class StageCommand {
    private StageCommand() {}

    static List<String> of(Application application) {
        return of(application, "/runtime", "/archive.jsa", TenantServerCommand.classPath(application));
    }

    /** The same program in paths of the outside. */
    static List<String> outside(Application application) throws IOException {
        String jars = application.classPath("tenant-server").stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        return of(
                application,
                System.getProperty("java.home"),
                application.archive("stage").toString(),
                jars);
    }

    private static List<String> of(Application application, String runtime, String archive, String jars) {
        List<String> command = new ArrayList<>();
        command.add(runtime + "/bin/java");
        if (Files.isRegularFile(application.archive("stage"))) {
            command.add("-XX:SharedArchiveFile=" + archive);
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
                jars,
                "dev.bulkhead.tenantserver.stage.Stage"));
        return command;
    }
}
