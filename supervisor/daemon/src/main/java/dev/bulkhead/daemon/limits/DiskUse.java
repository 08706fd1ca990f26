package dev.bulkhead.daemon.limits;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;

/** How much a folder holds. Follows no symbolic link. Stateless. */
final class DiskUse {
    /** What the smallest file takes, so that millions of empty ones count too. */
    private static final long BLOCK = 4096;

    private DiskUse() {}

    /**
     * Returns the bytes in {@code folder}, each file and folder rounded up to a block; stops counting beyond {@code enough}.
     *
     * @param seen is told of each file and folder on the way
     */
    static long of(Path folder, long enough, Consumer<Path> seen) throws IOException {
        long[] bytes = new long[1];
        FileVisitor<Path> counts = new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                seen.accept(each);
                return add(BLOCK);
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
                seen.accept(each);
                return add(Math.max(BLOCK, (attributes.size() + BLOCK - 1) / BLOCK * BLOCK));
            }

            @Override
            public FileVisitResult visitFileFailed(Path each, IOException e) {
                return add(BLOCK); // It went meanwhile, or is closed to us.
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path each, java.io.@org.jspecify.annotations.Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }

            private FileVisitResult add(long more) {
                bytes[0] += more;
                return bytes[0] > enough ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }
        };
        Files.walkFileTree(folder, counts);
        return bytes[0];
    }
}
