package dev.bulkhead.daemon.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** The walls of this machine: which one a profile stands for. Immutable, safe for any thread. */
public final class Walls {
    private final Wall bubblewrap;
    private final Wall landlock;

    /**
     * @param profiles the folder {@code sandbox-profiles}
     * @param run a folder of ours alone, for the options of a start until they have been read
     */
    public Walls(Path profiles, Path run, RandomGenerator random) {
        FilterFiles filters = new FilterFiles(profiles.resolve("linux/seccomp"), run);
        Bubblewrap wall = new Bubblewrap(profiles, run, random, filters);
        this.bubblewrap = wall;
        this.landlock = new LandlockWall(wall, run, random, filters);
    }

    /**
     * Returns the command that runs {@code spec} behind the wall that its profile names.
     *
     * @throws SandboxUnavailableException when that wall cannot be put up here; there is never another one instead
     * @throws IOException when its options cannot be written
     */
    public Wall.Start prepare(SandboxSpec spec) throws SandboxUnavailableException, IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (!system.startsWith("linux")) {
            throw new SandboxUnavailableException("there is no sandbox for " + system + " yet, so nothing starts");
        }
        return spec.profile().equals(LandlockWall.PROFILE) ? landlock.prepare(spec) : bubblewrap.prepare(spec);
    }
}
