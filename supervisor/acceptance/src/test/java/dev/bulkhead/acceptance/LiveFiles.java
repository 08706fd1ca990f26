package dev.bulkhead.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What lies below a folder that somebody works in: one that goes while it is looked at is passed over. */
final class LiveFiles {
    private LiveFiles() {}

    /** Files and folders, {@code folder} among them. */
    static List<Path> below(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                all.add(each);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                all.add(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return all;
    }

    /** The files whose bytes, each taken for a character, are as {@code wanted}. */
    static List<Path> below(Path folder, Predicate<String> wanted) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path file : below(folder)) {
            try {
                if (Files.isRegularFile(file)
                        && wanted.test(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))) {
                    found.add(file);
                }
            } catch (NoSuchFileException e) {
                continue;
            }
        }
        return found;
    }
}
