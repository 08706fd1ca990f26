package dev.bulkhead.acceptance;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The npm packages of a folder of {@code src/test}, installed once into {@code target} as their lock file says, with our scripts. */
final class Npm {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Path folder;

    private Npm(Path folder) {
        this.folder = folder;
    }

    /** The packages that most tests need: {@code src/test/npm}. */
    static Npm installed() throws IOException {
        return installed("npm", List.of("ci"));
    }

    /** AI hosts: {@code src/test/hosts}. Registries lack some of their packages for other systems, which "ci" does not forgive. */
    static Npm hosts() throws IOException {
        return installed("hosts", List.of("install", "--no-save"));
    }

    private static synchronized Npm installed(String name, List<String> how) throws IOException {
        Path source = Path.of("src/test", name);
        Path folder = Path.of(System.getProperty("npm.folder", "target/npm"))
                .toAbsolutePath()
                .resolveSibling(name);
        Files.createDirectories(folder);
        // Another JVM may run the tests of other classes at the same time.
        try (FileChannel channel = FileChannel.open(
                        folder.resolveSibling(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            install(source, folder, how);
        }
        return new Npm(folder);
    }

    private static void install(Path source, Path folder, List<String> how) throws IOException {
        Path done = folder.resolve("installed");
        Path lock = source.resolve("package-lock.json");
        boolean same = Files.isRegularFile(done) && Files.mismatch(done, lock) < 0;
        copy(source, folder);
        if (!same) {
            // No package of these needs a script to be installed, so none may run.
            List<String> command = new ArrayList<>(List.of("npm"));
            command.addAll(how);
            command.addAll(List.of("--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder.toString()));
            Result result = Launch.toTheEnd(command, System.getenv(), "", LIMIT);
            if (result.exit() != 0) {
                throw new IOException(command + " ended with " + result.exit() + ": " + result.err());
            }
            Files.copy(lock, done, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void copy(Path source, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(source.relativize(file));
                Files.createDirectories(copy.getParent());
                // What is as it should be may be in use.
                if (Files.isRegularFile(copy) && Files.mismatch(file, copy) < 0) {
                    continue;
                }
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The Node that came with the packages, for the systems that it is there for; else the system's. */
    String node() {
        for (String architecture : List.of("x64", "arm64")) {
            Path node = folder.resolve("node_modules/node-linux-" + architecture + "/bin/node");
            if (Files.isExecutable(node)) {
                return node.toString();
            }
        }
        return "node";
    }

    /** The absolute path of {@code script}, ours or a package's. */
    String script(String script) {
        return folder.resolve(script).toString();
    }

    /** The command that runs {@code script} with {@code arguments}. */
    List<String> command(String script, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(node(), script(script)));
        command.addAll(arguments);
        return command;
    }

    /** {@code environment} with our Node as the first on the path, for who starts {@code node} by its name. */
    Map<String, String> environment(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        Path node = Path.of(node()).getParent();
        if (node != null) {
            all.merge("PATH", node.toString(), (path, ours) -> ours + ":" + path);
        }
        return all;
    }

    /** Runs the script {@code script} of the folder. */
    Result run(Map<String, String> environment, String script, List<String> arguments) throws IOException {
        return Launch.toTheEnd(command(script, arguments), environment, "", Duration.ofSeconds(60));
    }
}
