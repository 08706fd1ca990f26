package dev.bulkhead.daemon.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Looks for a text wherever a process of the same user could. Stateless. */
final class Places {
    private static final long LARGEST = 1 << 22;

    private Places() {}

    static List<Long> environmentsWith(String text) {
        return processesWith("environ", text);
    }

    static List<Long> commandLinesWith(String text) {
        return processesWith("cmdline", text);
    }

    private static List<Long> processesWith(String file, String text) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> holds(Path.of("/proc/" + pid + "/" + file), text))
                .toList();
    }

    /** The files below {@code folder}, written since {@code since}, in which {@code text} stands; over 4 MiB none is ours. */
    static List<Path> filesWith(Path folder, String text, Instant since) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
                if (is.isRegularFile()
                        && !is.lastModifiedTime().toInstant().isBefore(since)
                        && is.size() < LARGEST
                        && holds(file, text)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static boolean holds(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).contains(text);
        } catch (IOException e) {
            return false;
        }
    }
}
