package dev.bulkhead.daemon.tenant;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * Replaces a file so that, whenever the machine stops, the old content or the new one is there as a whole: a temporary file
 * beside it, synced, renamed over it, the folder synced (rename(2), fsync(2)). The file is its owner's alone (0600).
 */
public final class DurableFile {
    private DurableFile() {}

    /** Replaces {@code file}, or makes it. Its folder exists. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path folder = folderOf(file);
        Path temporary = folder.resolve(prefix(file) + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersAlone(folder))) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(folder);
    }

    /** Removes the temporary files that a stop in the middle of {@link #replace} has left beside {@code file}. */
    public static void sweep(Path file) throws IOException {
        try (DirectoryStream<Path> strays =
                Files.newDirectoryStream(folderOf(file), path -> isStray(file, String.valueOf(path.getFileName())))) {
            for (Path stray : strays) {
                Files.deleteIfExists(stray);
            }
        }
    }

    private static boolean isStray(Path file, String name) {
        return name.startsWith(prefix(file)) && name.endsWith(".tmp");
    }

    private static String prefix(Path file) {
        return "." + file.getFileName() + ".";
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("a file lies in a folder: " + file);
        }
        return folder;
    }

    private static FileAttribute<?>[] ownersAlone(Path folder) {
        if (!isPosix(folder)) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }

    /** Windows cannot open a folder for this, and does not need it: NTFS journals the rename. */
    private static void sync(Path folder) throws IOException {
        if (isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static boolean isPosix(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
