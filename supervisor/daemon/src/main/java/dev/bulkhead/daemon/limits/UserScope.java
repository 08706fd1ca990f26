package dev.bulkhead.daemon.limits;

import dev.bulkhead.daemon.sandbox.DesktopSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A control group for each sandbox from the user's own systemd, where there is one: the kernel then holds memory, processes and
 * processors for all that is in it together. systemd-run(1) replaces itself by what it runs, so that pipes and number stay.
 * Immutable, safe for any thread.
 */
public final class UserScope {
    private static final Path SYSTEMD_RUN = Path.of("/usr/bin/systemd-run");

    /** What bwrap and the sandbox's own files in memory may have beside its program. */
    private static final long BESIDE_THE_PROGRAM = 64L << 20;

    private final Path runtime;

    UserScope(Path runtime) {
        this.runtime = runtime;
    }

    /** Returns the scope that this desktop seems to offer; whether it does shows only {@link #trial}. */
    public static Optional<UserScope> ofThisDesktop() {
        try {
            Path runtime = Path.of("/run/user", Integer.toString(DesktopSystem.user()));
            return Files.isExecutable(SYSTEMD_RUN) && Files.exists(runtime.resolve("systemd/private"))
                    ? Optional.of(new UserScope(runtime))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A command that ends with 0 where all limits of a scope can be had. */
    public List<String> trial() {
        return around(List.of("/usr/bin/true"), new Bounds(256L << 20, 64, 0, 1, Bounds.Excess.SLOWED));
    }

    /** Returns {@code command} in a scope of its own, within {@code may}; for an empty environment. */
    List<String> around(List<String> command, Bounds may) {
        List<String> words = new ArrayList<>(List.of(
                "/usr/bin/env",
                "-i",
                "XDG_RUNTIME_DIR=" + runtime,
                SYSTEMD_RUN.toString(),
                "--user",
                "--scope",
                "--quiet",
                "--collect",
                "--slice=bulkhead.slice",
                "--description=Bulkhead sandbox",
                "--property=MemoryMax=" + (may.memory() + BESIDE_THE_PROGRAM),
                "--property=MemorySwapMax=0",
                "--property=TasksMax=" + may.processes(),
                "--property=CPUQuota=" + Math.max(1, Math.round(may.processors() * 100)) + "%",
                "--"));
        words.addAll(command);
        return words;
    }
}
