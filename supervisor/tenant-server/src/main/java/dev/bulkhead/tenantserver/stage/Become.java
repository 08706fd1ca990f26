package dev.bulkhead.tenantserver.stage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * Turns this process into another program: execve(2) by the foreign function interface, same process, same stdin, stdout and
 * stderr, nothing else of ours.
 *
 * <p>All calls have one shape, three words in and one out, which is what the C calling conventions of x86-64 and AArch64 make of
 * integers and pointers: each further shape would cost the start some ten milliseconds.
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

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final MethodHandle CALL = LINKER.downcallHandle(FunctionDescriptor.of(
            ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

    private Become() {}

    /** Links what will be called: done while the supervisor still judges the probe. */
    static void prepare() {
        try {
            call("getpid", 0, 0, 0);
        } catch (IOException e) {
            // Told by the first call that counts.
            System.err.println(e.getMessage());
        }
    }

    /** Becomes {@code words}. Comes back only with what went wrong. */
    static IOException another(Words words) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long arguments = vector(arena, words.arguments());
            long environment = vector(arena, words.environment());
            long program = cString(arena, words.arguments().getFirst());
            if (call("close_range", 3, LAST_DESCRIPTOR & 0xffffffffL, CLOSE_ON_EXEC) != 0) {
                return new IOException(
                        "the kernel or the C library has no close_range: Linux 5.11 and glibc 2.34 have it");
            }
            for (int signal = 1; signal <= 31; signal++) {
                if (!LEFT.contains(signal)) {
                    call("signal", signal, 0, 0); // SIG_DFL: what was ignored here would be ignored there
                }
            }
            call("sigprocmask", SET_MASK, arena.allocate(MASK_BYTES).address(), 0);
            // The kernel keeps it for each thread, and only the first thread, which this is not, has bwrap's.
            if (call("prctl", PARENT_DEATH, KILL, 0) != 0) {
                return new IOException("prctl failed, and without it this would outlive the supervisor");
            }
            call("execve", program, arguments, environment);
            return new IOException("execve failed");
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
            int made = call("unshare", NEW_USER, 0, 0);
            int why = errno.get(ValueLayout.JAVA_INT, 0);
            if (made != 0 && why == NOT_PERMITTED) {
                throw new IOException("refused");
            }
        }
        return "not refused";
    }

    private static MemorySegment errno() throws IOException {
        return MemorySegment.ofAddress(callForLong("__errno_location", 0, 0, 0)).reinterpret(4);
    }

    private static long vector(Arena arena, List<byte[]> words) {
        MemorySegment vector = arena.allocate(ValueLayout.JAVA_LONG, words.size() + 1L);
        for (int i = 0; i < words.size(); i++) {
            vector.setAtIndex(ValueLayout.JAVA_LONG, i, cString(arena, words.get(i)));
        }
        return vector.address();
    }

    private static long cString(Arena arena, byte[] bytes) {
        MemorySegment string = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, string, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return string.address();
    }

    private static int call(String function, long a, long b, long c) throws IOException {
        return (int) callForLong(function, a, b, c);
    }

    private static long callForLong(String function, long a, long b, long c) throws IOException {
        MemorySegment address =
                LIBC.find(function).orElseThrow(() -> new IOException("the C library has no " + function));
        try {
            return (long) CALL.invokeExact(address, a, b, c);
        } catch (Throwable e) {
            throw new IOException(function + " cannot be called: " + e, e);
        }
    }
}
