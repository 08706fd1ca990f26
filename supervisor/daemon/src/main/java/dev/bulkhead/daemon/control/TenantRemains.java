package dev.bulkhead.daemon.control;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.home.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

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
            Trees.delete(folder);
        }
        try (DirectoryStream<Path> rooms = Files.newDirectoryStream(home.state(), TenantRemains::isFolder)) {
            for (Path room : rooms) {
                try (DirectoryStream<Path> own = Files.newDirectoryStream(room, this::isOwn)) {
                    for (Path left : own) {
                        Trees.delete(left);
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
}
