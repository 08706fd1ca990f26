package dev.bulkhead.daemon.limits;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds a process that runs already, from outside: prlimit(2). Set on the first process of a sandbox before it does anything of
 * others', they hold for all that it starts. Safe for any thread.
 *
 * <p>The number of processes is counted inside the sandbox's own user namespace, so that one sandbox's do not count against
 * another's; the kernel does not count those of root.
 */
final class ResourceLimits {
    /** What is bounded: the numbers of {@code bits/resource.h}, the same on x86_64 and aarch64. */
    enum Resource {
        FILE_SIZE(1),
        DATA(2),
        CORE(4),
        PROCESSES(6),
        OPEN_FILES(7),
        LOCKED_MEMORY(8);

        private final int number;

        Resource(int number) {
            this.number = number;
        }
    }

    private final Posix posix;

    ResourceLimits(Posix posix) {
        this.posix = posix;
    }

    /** What each process may have, in bytes or as a number. */
    static Map<Resource, Long> of(Bounds bounds) {
        Map<Resource, Long> limits = new LinkedHashMap<>();
        limits.put(Resource.CORE, 0L); // A core file is memory, credentials and all.
        limits.put(Resource.LOCKED_MEMORY, 64L << 10);
        limits.put(Resource.OPEN_FILES, 1024L);
        limits.put(Resource.FILE_SIZE, bounds.file());
        limits.put(Resource.DATA, bounds.memory());
        limits.put(Resource.PROCESSES, (long) bounds.processes());
        return limits;
    }

    /** Sets all that can be set, hard and soft; returns one sentence for each that could not. */
    List<String> apply(long pid, Map<Resource, Long> limits) {
        List<String> failed = new ArrayList<>();
        limits.forEach((resource, value) -> {
            int errno = posix.limit(pid, resource.number, value, value);
            if (errno != 0) {
                failed.add(resource + " could not be bounded (errno " + errno + ")");
            }
        });
        return failed;
    }

    /** Sets how large a file may grow to {@code soft}, which a process can raise again up to {@code hard}. */
    void fileSize(long pid, long soft, long hard) {
        posix.limit(pid, Resource.FILE_SIZE.number, soft, hard);
    }
}
