package dev.bulkhead.tenantserver.stage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Turns this process into another program: execve(2) by the foreign function interface, same process, same stdin, stdout and
 * stderr, nothing else of ours.
 */
final class Become {
    private static final int CLOSE_ON_EXEC =
            4; // CLOSE_RANGE_CLOEXEC, close_range(2): our own descriptors are needed until then
    private static final int LAST_DESCRIPTOR = -1; // UINT_MAX
    private static final int SET_MASK = 2; // SIG_SETMASK, sigprocmask(2)
    private static final int MASK_BYTES = 128; // sizeof(sigset_t)
    private static final int PARENT_DEATH = 1; // PR_SET_PDEATHSIG, prctl(2)
    private static final int KILL = 9;
    private static final int NEW_USER = 0x10000000; // CLONE_NEWUSER, unshare(2)
    private static final int NOT_PERMITTED = 1; // EPERM

    /** Signals that the virtual machine itself lives on (ILL, TRAP, BUS, FPE, SEGV), or that cannot be set (KILL, STOP): signal(7). */
    private static final List<Integer> LEFT = List.of(4, 5, 7, 8, 9, 11, 19);

    private Become() {}

    /** Becomes {@code words}. Comes back only with what went wrong. */
    static IOException another(Words words) throws IOException {
        if (words.arguments().isEmpty()) {
            return new IOException("there is no command");
        }
        try (Arena arena = Arena.ofConfined()) {
            long arguments = vector(arena, words.arguments());
            long environment = vector(arena, words.environment());
            long program = Libc.cString(arena, words.arguments().getFirst());
            if (Libc.call("close_range", 3, LAST_DESCRIPTOR & 0xffffffffL, CLOSE_ON_EXEC) != 0) {
                return new IOException(
                        "the kernel or the C library has no close_range: Linux 5.11 and glibc 2.34 have it");
            }
            restrict(words.restrictions());
            for (int signal = 1; signal <= 31; signal++) {
                if (!LEFT.contains(signal)) {
                    Libc.call("signal", signal, 0, 0); // SIG_DFL: what was ignored here would be ignored there
                }
            }
            Libc.call("sigprocmask", SET_MASK, arena.allocate(MASK_BYTES).address(), 0);
            // The kernel keeps it for each thread, and only the first thread, which this is not, has bwrap's.
            if (Libc.call("prctl", PARENT_DEATH, KILL, 0) != 0) {
                return new IOException("prctl failed, and without it this would outlive the supervisor");
            }
            Libc.call("execve", program, arguments, environment);
            return new IOException("execve failed");
        }
    }

    /** On top of a wall that holds already: where the kernel has no Landlock, there is one wall less. */
    private static void restrict(List<byte[]> rules) throws IOException {
        int version = rules.isEmpty() ? 0 : Landlock.version();
        if (version > 0) {
            Landlock.restrict(rules, version);
        }
    }

    /**
     * Asks for a new user namespace. Where the filter does not refuse it the kernel does, since only a process of one thread can
     * have one: that it is not refused with EPERM is what tells. Tried three times, since the virtual machine may change errno
     * before it is read, but never to EPERM.
     */
    static String newUserNamespace() throws IOException {
        for (int tries = 0; tries < 3; tries++) {
            MemorySegment errno = errno();
            errno.set(ValueLayout.JAVA_INT, 0, 0);
            int made = Libc.call("unshare", NEW_USER);
            int why = errno.get(ValueLayout.JAVA_INT, 0);
            if (made != 0 && why == NOT_PERMITTED) {
                throw new IOException("refused");
            }
        }
        return "not refused";
    }

    private static MemorySegment errno() throws IOException {
        return MemorySegment.ofAddress(Libc.callForLong("__errno_location")).reinterpret(4);
    }

    private static long vector(Arena arena, List<byte[]> words) {
        MemorySegment vector = arena.allocate(ValueLayout.JAVA_LONG, words.size() + 1L);
        for (int i = 0; i < words.size(); i++) {
            vector.setAtIndex(ValueLayout.JAVA_LONG, i, Libc.cString(arena, words.get(i)));
        }
        return vector.address();
    }
}
