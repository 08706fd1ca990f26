package dev.bulkhead.protocol.local;

import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Starts the supervisor so that it belongs to nobody's host: a clean environment, folder {@code /}, no descriptor of the
 * starter but {@code /dev/null} and a file for what the JVM itself has to say. It makes its own session (setsid(2)) first thing.
 */
final class SupervisorStart {
    /** What the supervisor needs of the environment; everything else stays out (no JAVA_TOOL_OPTIONS, no LD_PRELOAD). */
    private static final List<String> KEPT = List.of(
            "HOME",
            "USER",
            "LOGNAME",
            "BULKHEAD_HOME",
            "XDG_DATA_HOME",
            "XDG_CONFIG_HOME",
            "XDG_STATE_HOME",
            "XDG_RUNTIME_DIR",
            "DBUS_SESSION_BUS_ADDRESS",
            "TMPDIR",
            "LOCALAPPDATA",
            "SystemRoot");

    /**
     * A shell that starts it and goes, so that it is nobody's child: hosts that end end all that descends from them, and a
     * session of its own is no protection from that. What a shell adds to the environment goes too.
     */
    private static final List<String> DETACHED =
            List.of("/bin/sh", "-c", "unset PWD OLDPWD SHLVL; \"$@\" &", "bulkhead-start");

    private SupervisorStart() {}

    static void start(BulkheadHome home, Application application) throws IOException {
        boolean posix = File.separatorChar == '/';
        List<String> command = new ArrayList<>(posix ? DETACHED : List.of());
        command.addAll(command(home, application));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(KEPT);
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.put("LC_ALL", "C.UTF-8");
        builder.directory(new File("/"));
        File nothing = new File(posix ? "/dev/null" : "NUL");
        builder.redirectInput(ProcessBuilder.Redirect.from(nothing));
        File output = BulkheadHome.privateFile(output(home)).toFile();
        builder.redirectOutput(ProcessBuilder.Redirect.to(output));
        builder.redirectError(ProcessBuilder.Redirect.appendTo(output));
        builder.start();
    }

    /** Where a supervisor that cannot even open its log says why. */
    static Path output(BulkheadHome home) {
        return home.logs().resolve("supervisor.out");
    }

    private static List<String> command(BulkheadHome home, Application application) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path archive = application.archive("daemon");
        if (Files.isRegularFile(archive)) {
            command.add("-XX:SharedArchiveFile=" + archive);
        }
        command.addAll(List.of(
                "-Xshare:auto",
                "-Xlog:disable",
                "-Xlog:all=warning:stderr",
                "-Xlog:cds=off:stderr",
                "-XX:+DisplayVMOutputToStderr",
                "-XX:+DisableAttachMechanism",
                "-XX:-UsePerfData",
                "-XX:+UseSerialGC",
                "-Xms16m",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=30",
                "-XX:-ShrinkHeapInSteps",
                "-Xmx512m",
                "-Xss512k",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + home.logs().resolve("crash-jvm-%p.log"),
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-Dbulkhead.app=" + application.folder(),
                // Where the build has put SQLite's library; elsewhere the driver unpacks it at each start.
                "-Dorg.sqlite.lib.path=" + application.jars("daemon"),
                "-cp",
                application.classPath("daemon").stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                "dev.bulkhead.daemon.Daemon"));
        return command;
    }
}
