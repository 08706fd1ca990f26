package dev.bulkhead.daemon.process;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds a process that runs already, from outside: prlimit(2). Set on the first process of a sandbox before it does anything of
 * others', they hold for all that it starts. Needs no right but to be of the same user. Safe for any thread.
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

    private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle prlimit;

    ResourceLimits() {
        Linker linker = Linker.nativeLinker();
        prlimit = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("prlimit"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS),
                Linker.Option.captureCallState("errno"));
    }

    /** What a process may have, each in bytes or as a number. */
    static Map<Resource, Long> of(long data, long fileSize, int processes) {
        Map<Resource, Long> limits = new LinkedHashMap<>();
        limits.put(Resource.CORE, 0L); // A core file is memory, credentials and all.
        limits.put(Resource.LOCKED_MEMORY, 64L << 10);
        limits.put(Resource.OPEN_FILES, 1024L);
        limits.put(Resource.FILE_SIZE, fileSize);
        limits.put(Resource.DATA, data);
        limits.put(Resource.PROCESSES, (long) processes);
        return limits;
    }

    /** Sets all that can be set, hard and soft; returns one sentence for each that could not. */
    List<String> apply(long pid, Map<Resource, Long> limits) {
        List<String> failed = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(ValueLayout.JAVA_LONG, 2);
            MemorySegment errno = arena.allocate(ERRNO);
            limits.forEach((resource, value) -> {
                limit.setAtIndex(ValueLayout.JAVA_LONG, 0, value);
                limit.setAtIndex(ValueLayout.JAVA_LONG, 1, value);
                if (call(errno, (int) pid, resource.number, limit) != 0) {
                    failed.add(resource + " could not be bounded (errno " + (int) ERRNO_VALUE.get(errno, 0L) + ")");
                }
            });
        }
        return failed;
    }

    private int call(MemorySegment errno, int pid, int resource, MemorySegment limit) {
        try {
            return (int) prlimit.invokeExact(errno, pid, resource, limit, MemorySegment.NULL);
        } catch (Throwable e) {
            throw new IllegalStateException("prlimit(2) could not be called", e);
        }
    }
}
