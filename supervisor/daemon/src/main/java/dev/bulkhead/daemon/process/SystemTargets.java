package dev.bulkhead.daemon.process;

import dev.bulkhead.daemon.sandbox.DesktopSystem;
import java.util.List;
import java.util.Set;

/** Which targets of a self-test a system can have: what is read in /proc, and what is asked of namespaces, is Linux's. Stateless. */
final class SystemTargets {
    private static final Set<String> OF_LINUX =
            Set.of("descriptors", "environment", "interfaces", "mounts", "new-user-namespace", "processes", "status");
    private static final String PROC = "/proc/";

    private SystemTargets() {}

    /** Returns those of {@code targets} that mean something on {@code system}. */
    static List<ProbeTarget> of(DesktopSystem system, List<ProbeTarget> targets) {
        return targets.stream()
                .filter(target -> system == DesktopSystem.LINUX
                        || !OF_LINUX.contains(target.kind()) && !target.target().startsWith(PROC))
                .toList();
    }
}
