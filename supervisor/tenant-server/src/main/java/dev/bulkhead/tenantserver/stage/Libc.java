package dev.bulkhead.tenantserver.stage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The C library's functions by the foreign function interface.
 *
 * <p>All calls have one shape, six words in and one out, which is what the C calling conventions of x86-64 and AArch64 make of
 * integers and pointers, and what is too many is not looked at: each further shape would cost the start some ten milliseconds.
 */
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup FUNCTIONS = LINKER.defaultLookup();
    private static final MethodHandle CALL = LINKER.downcallHandle(FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG));

    private static final int NO_NEW_PRIVILEGES = 38; // PR_SET_NO_NEW_PRIVS, prctl(2)

    private Libc() {}

    /** Links what will be called: done while the supervisor still judges the probe. */
    static void prepare() {
        try {
            call("getpid");
        } catch (IOException e) {
            // Told by the first call that counts.
            System.err.println(e.getMessage());
        }
    }

    /** Calls {@code function}; returns what it does, as an int. */
    static int call(String function, long... words) throws IOException {
        return (int) callForLong(function, words);
    }

    /** Calls {@code function}; returns what it does. */
    static long callForLong(String function, long... words) throws IOException {
        MemorySegment address =
                FUNCTIONS.find(function).orElseThrow(() -> new IOException("the C library has no " + function));
        long[] six = java.util.Arrays.copyOf(words, 6);
        try {
            return (long) CALL.invokeExact(address, six[0], six[1], six[2], six[3], six[4], six[5]);
        } catch (Throwable e) {
            throw new IOException(function + " cannot be called: " + e, e);
        }
    }

    /** Gives up for good what a program could gain by being executed; Landlock and seccomp ask for it. Returns 0 when it is done. */
    static int noNewPrivileges() throws IOException {
        return call("prctl", NO_NEW_PRIVILEGES, 1, 0, 0, 0);
    }

    /** Returns the address of {@code bytes} with the NUL that ends them. */
    static long cString(Arena arena, byte[] bytes) {
        MemorySegment string = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, string, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return string.address();
    }
}
