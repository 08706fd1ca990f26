package dev.bulkhead.daemon.sandbox;

import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * What single starts have in the supervisor's own folder, for its user alone. Names say nothing of a tenant; the supervisor sweeps
 * what begins with {@code sandbox-} and {@code tmp-} at its next start. Safe for any thread.
 */
final class RunFiles {
    private final Path run;
    private final RandomGenerator random;

    RunFiles(Path run, RandomGenerator random) {
        this.run = run;
        this.random = random;
    }

    /** Writes {@code content} into a new file. */
    Path file(String ending, byte[] content) throws IOException {
        return Files.write(BulkheadHome.privateFile(run.resolve("sandbox-" + unique() + ending)), content);
    }

    /** Makes a new folder, which stands for {@code /tmp}. */
    Path temporary() throws IOException {
        Path folder = run.resolve("tmp-" + unique());
        BulkheadHome.privateFolder(folder);
        return folder;
    }

    private String unique() {
        byte[] name = new byte[8];
        random.nextBytes(name);
        return HexFormat.of().formatHex(name);
    }
}
