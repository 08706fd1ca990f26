package dev.bulkhead.hostfiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that a path means, where it is a symbolic link; also a file that is not there yet. Stateless. */
final class LinkTarget {
    /** As Linux follows at most, path_resolution(7). */
    private static final int MOST_LINKS = 40;

    private LinkTarget() {}

    /** @throws HostFileException when the links lead nowhere that a file could be made in */
    static Path of(Path path) throws IOException {
        if (Files.exists(path)) {
            return path.toRealPath();
        }
        Path target = path;
        for (int links = 0; Files.isSymbolicLink(target); links++) {
            if (links == MOST_LINKS) {
                throw new HostFileException(path + " is a symbolic link that leads to no file: remove it");
            }
            target = target.resolveSibling(Files.readSymbolicLink(target)).toAbsolutePath();
            Path folder = target.getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw new HostFileException(path + " is a symbolic link to " + target
                        + ", whose folder is not there: make that folder, or remove the link");
            }
            // Before '..' in the next link is read: it is of the folder itself, not of a link to it.
            target = folder.toRealPath().resolve(target.getFileName());
        }
        return target;
    }
}
