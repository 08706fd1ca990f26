package dev.bulkhead.daemon.sandbox;

import java.nio.file.Path;

/** A file or folder of the desktop that a sandbox sees, read-only. Both paths are absolute. */
public record Mount(Path outside, Path inside) {

    /** What is seen where it lies. */
    public static Mount asItLies(Path path) {
        return new Mount(path, path);
    }
}
