package dev.bulkhead.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The upstream that all sides of a comparison serve: server-everything from npm, installed once into a folder. */
final class Everything {
    static final String PACKAGE = "@modelcontextprotocol/server-everything";
    static final String VERSION = "2026.8.31";
    private static final long LIMIT_MINUTES = 5;

    private Everything() {}

    /** Installs it below {@code folder} and returns its script, which {@code node} runs. */
    static Path install(Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("npm.log");
        Process npm = new ProcessBuilder(List.of(
                        "npm",
                        "install",
                        "--no-audit",
                        "--no-fund",
                        "--ignore-scripts",
                        "--prefix",
                        folder.toString(),
                        PACKAGE + "@" + VERSION))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!npm.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
            npm.destroyForcibly();
            throw new IOException("npm could not install " + PACKAGE + ": " + Files.readString(log));
        }
        return folder.resolve(Path.of("node_modules", PACKAGE, "dist", "index.js"));
    }
}
