package dev.bulkhead.daemon.control;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of one tenant, for the one whose data is erased. Each room keeps what it has of a tenant in {@code state/<room>/}, under the
 * tenant's id and nothing more, or with a dot and more behind it: what a room forgets to remove goes all the same. Links are not followed.
 */
final class TenantRemains {
    private final BulkheadHome home;
    private final TenantId tenant;

    TenantRemains(BulkheadHome home, TenantId tenant) {
        this.home = home;
        this.tenant = tenant;
    }

    /** Removes its stream, its packages, what the state has of it, and its workspace where that is in our own folder. */
    void remove() throws IOException {
        for (Path folder : List.of(home.stream(tenant), home.packages(tenant), home.workspace(tenant))) {
            tree(folder);
        }
        try (DirectoryStream<Path> rooms = Files.newDirectoryStream(home.state(), TenantRemains::isFolder)) {
            for (Path room : rooms) {
                try (DirectoryStream<Path> own = Files.newDirectoryStream(room, this::isOwn)) {
                    for (Path left : own) {
                        tree(left);
                    }
                }
            }
        }
    }

    private boolean isOwn(Path file) {
        String name = String.valueOf(file.getFileName());
        // A file that is being replaced begins with a dot. No id has one in it, so that acme is never a part of
        // another's.
        String bare = name.startsWith(".") ? name.substring(1) : name;
        return bare.equals(tenant.value()) || bare.startsWith(tenant + ".");
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static void tree(Path top) throws IOException {
        if (Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(top, new Removing());
        }
    }

    /** Whoever reads a stream just now has SQLite remove its side files: what is gone already is what is wanted. */
    private static final class Removing extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
