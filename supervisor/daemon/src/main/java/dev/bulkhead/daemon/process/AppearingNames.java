package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.limits.WorkspaceWatch;
import dev.bulkhead.daemon.sandbox.ObeyedNames;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds the obeyed names that come to be in a workspace while a tenant server runs: no wall can keep a sandbox from making a folder
 * with such a name in it. What the first look saw was there before. For one thread.
 */
final class AppearingNames implements WorkspaceWatch.EachLook {
    /** A sandbox that makes them without end fills no audit. */
    private static final int MOST = 32;

    private final Path workspace;
    private final ObeyedNames names;
    private final Consumer<String> appeared;
    private Set<Path> before = new HashSet<>();
    private Set<Path> now = new HashSet<>();
    private boolean isFirst = true;
    private int told;

    /** @param appeared is told the path, relative to the workspace */
    AppearingNames(Path workspace, ObeyedNames names, Consumer<String> appeared) {
        this.workspace = workspace;
        this.names = names;
        this.appeared = appeared;
    }

    @Override
    public void sees(Path path) {
        Path relative = workspace.relativize(path);
        if (!names.matches(relative) || isBelowOne(relative)) {
            return;
        }
        if (now.size() < MOST * MOST) {
            now.add(relative);
        }
        if (!isFirst && told < MOST && !before.contains(relative)) {
            told++;
            appeared.accept(relative.toString());
        }
    }

    private boolean isBelowOne(Path relative) {
        for (Path above = relative.getParent(); above != null; above = above.getParent()) {
            if (names.matches(above)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void ends() {
        before = now;
        now = new HashSet<>();
        isFirst = false;
    }
}
