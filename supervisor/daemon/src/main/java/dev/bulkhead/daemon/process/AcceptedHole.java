package dev.bulkhead.daemon.process;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a sandbox may reach all the same, each with the reason. Whatever is open and does not stand here ends a start; the page
 * {@code supervisor/docs/self-test.md} shows this list, and a test compares.
 */
enum AcceptedHole {
    LANDLOCK_PROCESSES(
            "another process",
            "landlock",
            "without a process namespace the desktop's processes can be counted; none can be read or signalled"),
    LANDLOCK_MOUNTS(
            "a mount that can be written to",
            "landlock",
            "without a mount namespace the desktop's mounts are listed; Landlock refuses to write to them"),
    LANDLOCK_INTERFACES(
            "a network interface",
            "landlock",
            "without a network namespace the desktop's interfaces are listed; there are no sockets to use them"),
    LANDLOCK_ABSTRACT_SOCKETS(
            "an abstract unix socket",
            "landlock",
            "without a network namespace their names are listed; there are no sockets to connect with"),
    LANDLOCK_BOUNDING_SET(
            "a capability in CapBnd",
            "landlock",
            "an ordinary user has no capability, and no_new_privs keeps the set from giving one"),
    MOUNT_PATHS(
            "mount-paths",
            "",
            "the kernel shows where each mount comes from: the tenant's own workspace and its runtimes, and nobody else's"),
    EXEC_WORKSPACE(
            "exec-workspace",
            "",
            "what runs from the workspace runs behind the same wall, and interpreters would run it anyway");

    private final String target;
    private final String profile;
    private final String explanation;

    /** @param profile the one under which it is accepted; "" for all */
    AcceptedHole(String target, String profile, String explanation) {
        this.target = target;
        this.profile = profile;
        this.explanation = explanation;
    }

    /** Returns the hole that lets a sandbox under {@code profile} reach {@code target}, if there is one. */
    static Optional<AcceptedHole> of(String target, String profile) {
        return Arrays.stream(values())
                .filter(hole -> hole.target.equals(target) && (hole.profile.isEmpty() || hole.profile.equals(profile)))
                .findFirst();
    }

    String target() {
        return target;
    }

    String profile() {
        return profile;
    }

    String explanation() {
        return explanation;
    }
}
