package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.sandbox.ObeyedNames;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Looks for obeyed names below the top of a workspace: the nearest folders first, never through a symbolic link, and within
 * bounds, since whoever waits is a person. For one thread, once.
 */
final class NestedNames {
    private static final int DEEPEST = 8;
    private static final int MOST_ENTRIES = 20_000;
    private static final int MOST_FOUND = 64;
    private static final Duration LONGEST = Duration.ofMillis(200);

    /** What tools fill by themselves: many entries, none of which a consultant opens or enters. */
    private static final Set<String> PASSED_OVER = Set.of(
            "node_modules",
            "bower_components",
            "vendor",
            "target",
            "build",
            "dist",
            "out",
            ".gradle",
            ".m2",
            "__pycache__",
            ".cache",
            ".tox",
            ".mypy_cache",
            ".pytest_cache",
            ".terraform",
            ".next",
            ".nuxt");

    private final Path workspace;
    private final ObeyedNames names;
    private final List<Path> found = new ArrayList<>();
    private final Deque<Path> folders = new ArrayDeque<>();
    private final long deadline = System.nanoTime() + LONGEST.toNanos();
    private int entries;
    private String leftOut = "";
    private boolean done;

    private NestedNames(Path workspace, ObeyedNames names) {
        this.workspace = workspace;
        this.names = names;
    }

    /**
     * What was found.
     *
     * @param names relative to the workspace
     * @param leftOut which bound cut the search short; "" when none did
     */
    record Found(List<Path> names, String leftOut) {}

    static Found in(Path workspace, ObeyedNames names) {
        NestedNames search = new NestedNames(workspace, names);
        search.folders.add(Path.of(""));
        while (!search.folders.isEmpty() && !search.done) {
            search.look(search.folders.remove());
        }
        return new Found(List.copyOf(search.found), search.leftOut);
    }

    private void look(Path folder) {
        try (DirectoryStream<Path> each = Files.newDirectoryStream(workspace.resolve(folder))) {
            for (Path entry : each) {
                if (done) {
                    return;
                }
                take(folder.resolve(entry.getFileName()), entry);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Gone meanwhile, or not for this user, and so not for a sandbox of this user's either.
        }
    }

    private void take(Path relative, Path entry) {
        if (++entries > MOST_ENTRIES) {
            stop("more than " + MOST_ENTRIES + " entries");
        } else if (entries % 64 == 0 && System.nanoTime() > deadline) {
            stop("more than " + LONGEST.toMillis() + " ms");
        }
        if (names.matches(relative)) {
            // Those at the top are taken care of one by one; a link cannot be covered.
            if (relative.getNameCount() > 1 && !Files.isSymbolicLink(entry)) {
                found.add(relative);
                if (found.size() == MOST_FOUND) {
                    stop("more than " + MOST_FOUND + " of them");
                }
            }
        } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                && !PASSED_OVER.contains(String.valueOf(entry.getFileName()))) {
            if (relative.getNameCount() < DEEPEST) {
                folders.add(relative);
            } else {
                leftOut = "folders deeper than " + DEEPEST;
            }
        }
    }

    private void stop(String bound) {
        leftOut = bound;
        done = true;
    }
}
