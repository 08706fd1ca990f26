package dev.bulkhead.daemon.process;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a sandbox may reach all the same, each with the reason. Whatever is open and does not stand here ends a start; the page
 * {@code supervisor/docs/self-test.md} shows this list, and a test compares.
 */
enum AcceptedHole {
    INSTALL_LOOPBACK(
            "the machine's loopback",
            Installs.PROFILE,
            "npm needs the network, and an install's sandbox shares the desktop's until it goes through the egress proxy"),
    INSTALL_ABSTRACT_SOCKET(
            "an abstract unix socket",
            Installs.PROFILE,
            "abstract sockets belong to the network namespace, which an install shares with the desktop"),
    INSTALL_INTERFACE(
            "a network interface",
            Installs.PROFILE,
            "an install's sandbox has the desktop's interfaces, since it shares its network"),
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
