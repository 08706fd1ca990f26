package dev.bulkhead.daemon.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** The walls of this machine: which one a profile stands for. Immutable, safe for any thread. */
public final class Walls {
    private final Wall bubblewrap;
    private final Wall landlock;
    private final Wall seatbelt;
    private final Wall appContainer;

    /**
     * @param profiles the folder {@code sandbox-profiles}
     * @param run a folder of ours alone, for the options of a start until they have been read
     */
    public Walls(Path profiles, Path run, RandomGenerator random) {
        FilterFiles filters = new FilterFiles(profiles.resolve("linux/seccomp"), run);
        RunFiles files = new RunFiles(run, random);
        Bubblewrap wall = new Bubblewrap(profiles, files, filters);
        this.bubblewrap = wall;
        this.landlock = new LandlockWall(wall, files, filters);
        this.seatbelt = new Seatbelt(profiles, run, random);
        this.appContainer = new AppContainer(profiles, run, random);
    }

    /**
     * Returns the command that runs {@code spec} behind the wall that its profile names.
     *
     * @throws SandboxUnavailableException when that wall cannot be put up here; there is never another one instead
     * @throws IOException when its options cannot be written
     */
    public Wall.Start prepare(SandboxSpec spec) throws SandboxUnavailableException, IOException {
        return switch (DesktopSystem.here()) {
            case LINUX ->
                spec.profile().equals(LandlockWall.PROFILE) ? landlock.prepare(spec) : bubblewrap.prepare(spec);
            case MACOS -> seatbelt.prepare(spec);
            case WINDOWS -> appContainer.prepare(spec);
            case OTHER ->
                throw new SandboxUnavailableException("there is no sandbox for " + System.getProperty("os.name")
                        + ", so nothing starts: use Linux, macOS or Windows");
        };
    }
}
