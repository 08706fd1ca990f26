package dev.bulkhead.daemon.limits;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The calls that bound a process from outside: prlimit(2), kill(2), sched_setscheduler(2). Each returns 0 or the errno. They need
 * no right but to be of the same user. Safe for any thread.
 *
 * <p>All go through one shape, four words in and one out, which is what the C calling conventions of x86-64 and AArch64 make of
 * integers and pointers: each further shape would have to be linked.
 */
final class Posix {
    static final int SIGKILL = 9;
    static final int SIGCONT = 18;
    static final int SIGSTOP = 19;

    private static final int SCHED_IDLE = 5;
    private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final SymbolLookup libc = Linker.nativeLinker().defaultLookup();
    private final MethodHandle call = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG),
                    Linker.Option.captureCallState("errno"));

    /** Sets the soft and the hard limit of {@code resource} (a number of {@code bits/resource.h}). */
    int limit(long pid, int resource, long soft, long hard) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(ValueLayout.JAVA_LONG, 2);
            limit.setAtIndex(ValueLayout.JAVA_LONG, 0, soft);
            limit.setAtIndex(ValueLayout.JAVA_LONG, 1, hard);
            return call(arena, "prlimit", pid, resource, limit.address(), 0);
        }
    }

    /** Sends {@code signal} to process {@code pid}, or to the whole group {@code -pid}. */
    int signal(long pid, int signal) {
        // To 0, 1 and -1 it would go to our own group, to the system's first process, or to everything.
        if (pid >= -1 && pid <= 1) {
            throw new IllegalArgumentException(pid + " is no process of a sandbox");
        }
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, "kill", pid, signal, 0, 0);
        }
    }

    /** Lets the thread {@code tid} run only when nothing else wants to: sched(7), SCHED_IDLE. Its children inherit it. */
    int idle(long tid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment priority = arena.allocate(ValueLayout.JAVA_INT);
            return call(arena, "sched_setscheduler", tid, SCHED_IDLE, priority.address(), 0);
        }
    }

    private int call(Arena arena, String function, long a, long b, long c, long d) {
        MemorySegment errno = arena.allocate(ERRNO);
        try {
            long result = (long) call.invokeExact(libc.findOrThrow(function), errno, a, b, c, d);
            return (int) result == 0 ? 0 : (int) ERRNO_VALUE.get(errno, 0L);
        } catch (Throwable e) {
            throw new IllegalStateException(function + "(2) could not be called", e);
        }
    }
}
