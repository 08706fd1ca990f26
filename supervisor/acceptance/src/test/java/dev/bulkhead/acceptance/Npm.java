package dev.bulkhead.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The npm packages of {@code src/test/npm}, installed once into {@code target/npm} as their lock file says. */
final class Npm {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final List<String> FILES = List.of("package.json", "client.mjs", "package-lock.json");

    private final Path folder;

    private Npm(Path folder) {
        this.folder = folder;
    }

    static Npm installed() throws IOException {
        Path source = Path.of("src/test/npm");
        Path folder = Path.of(System.getProperty("npm.folder", "target/npm")).toAbsolutePath();
        Path done = folder.resolve("installed");
        Path lock = source.resolve("package-lock.json");
        boolean same = Files.isRegularFile(done) && Files.mismatch(done, lock) < 0;
        Files.createDirectories(folder);
        for (String file : FILES) {
            Files.copy(source.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!same) {
            // No package of these needs a script to be installed, so none may run.
            Result result = Launch.toTheEnd(
                    List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder.toString()),
                    System.getenv(),
                    "",
                    LIMIT);
            if (result.exit() != 0) {
                throw new IOException("npm ci ended with " + result.exit() + ": " + result.err());
            }
            Files.copy(lock, done, StandardCopyOption.REPLACE_EXISTING);
        }
        return new Npm(folder);
    }

    /** The Node that came with the packages, for the systems that it is there for; else the system's. */
    private String node() {
        for (String architecture : List.of("x64", "arm64")) {
            Path node = folder.resolve("node_modules/node-linux-" + architecture + "/bin/node");
            if (Files.isExecutable(node)) {
                return node.toString();
            }
        }
        return "node";
    }

    /** Runs the script {@code script} of the folder. */
    Result run(Map<String, String> environment, String script, List<String> arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(node(), folder.resolve(script).toString()));
        command.addAll(arguments);
        return Launch.toTheEnd(command, environment, "", Duration.ofSeconds(60));
    }
}
