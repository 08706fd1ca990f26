package dev.bulkhead.daemon.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sandboxes that nobody has any more: a bwrap that is killed together with its supervisor before it has let its child go on leaves
 * that child waiting for ever. It holds nothing and runs nothing, but it is there. Stateless.
 */
final class Orphans {
    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
    private static final String BWRAP = "/usr/bin/bwrap";

    /** Who has a bwrap of ours that is in order: the supervisor, or bwrap itself. */
    private static final Set<String> OWNERS = Set.of("java", "bwrap");

    private Orphans() {}

    /** Ends those of this user. */
    static void end() throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path process : processes) {
                if (isOurs(process) && !OWNERS.contains(nameOfParent(process))) {
                    LOG.info("a sandbox that nobody has any more is ended: {}", process.getFileName());
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        }
    }

    private static boolean isOurs(Path process) {
        try {
            List<String> words = List.of(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .split("\0"));
            return words.size() > 2
                    && words.get(0).equals(BWRAP)
                    && words.get(1).equals("--args")
                    && words.stream().anyMatch(word -> word.startsWith("dev.bulkhead.tenantserver."));
        } catch (IOException e) {
            return false; // Gone, or another user's.
        }
    }

    private static String nameOfParent(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String parent = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1];
            return Files.readString(Path.of("/proc", parent, "comm"), StandardCharsets.ISO_8859_1)
                    .trim();
        } catch (IOException e) {
            return "java"; // Gone meanwhile: the next start looks again.
        }
    }
}
