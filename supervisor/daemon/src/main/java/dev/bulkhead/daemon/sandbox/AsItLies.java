package dev.bulkhead.daemon.sandbox;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where things are for a sandbox that sees them where they lie: macOS and Windows have no mounts of a sandbox's own. Immutable.
 */
record AsItLies(Path runtime, Path jars, Path archive, Path workspace, Path temporary) {
    /** Returns each place of the inside with where it lies. */
    MovedPaths moved() {
        return new MovedPaths(Map.of(
                "/runtime", runtime.toString(),
                "/app", jars.toString(),
                "/archive.jsa", archive.toString(),
                "/workspace", workspace.toString(),
                "/tmp", temporary.toString()));
    }

    /** Returns {@code word} with each place of the inside as it lies. */
    String word(String word) {
        return moved().seen(word);
    }
}
