package dev.bulkhead.tenantserver.escape;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** System calls by their numbers, past the C library's own checks: syscall(2). For one thread. */
final class SystemCalls {
    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /** Refused by the filter, by the kernel for want of a right, or not there at all. */
    private static final String REFUSALS = " EPERM EACCES ENOSYS EAFNOSUPPORT ";

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment state = arena.allocate(STATE);
    private final MethodHandle call;

    SystemCalls() {
        Linker linker = Linker.nativeLinker();
        call = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(1),
                Linker.Option.captureCallState("errno"));
    }

    /** A system call: its number on each machine. */
    record Number(int x86, int arm) {
        int here() {
            return ARM ? arm : x86;
        }
    }

    /** Failed, with the name of the kernel's reason. */
    static final class Refused extends IOException {
        Refused(String errno) {
            super(errno);
        }
    }

    /** Makes the call, with up to six words. */
    long call(Number number, long... words) throws IOException {
        long[] all = java.util.Arrays.copyOf(words, 6);
        long result;
        try {
            result = (long)
                    call.invokeExact(state, (long) number.here(), all[0], all[1], all[2], all[3], all[4], all[5]);
        } catch (Throwable e) {
            throw new IllegalStateException("syscall cannot be called", e);
        }
        if (result == -1) {
            throw new Refused(Errno.name((int) ERRNO.get(state, 0L)));
        }
        return result;
    }

    /** Makes the call; any answer of the kernel's but a refusal shows that it is within reach. */
    String reaches(Number number, long... words) throws IOException {
        try {
            call(number, words);
            return "done";
        } catch (Refused e) {
            if (REFUSALS.contains(" " + e.getMessage() + " ")) {
                throw e;
            }
            return String.valueOf(e.getMessage());
        }
    }

    /** The address of a C string that lives as long as this. */
    long string(String text) {
        return arena.allocateFrom(text).address();
    }

    /** The address of so many zeros. */
    long zeros(int bytes) {
        return arena.allocate(bytes, 16).address();
    }

    /** The address of {@code struct iovec} for these bytes: process_vm_readv(2). */
    long vector(long address, long length) {
        MemorySegment vector = arena.allocate(ValueLayout.JAVA_LONG, 2);
        vector.setAtIndex(ValueLayout.JAVA_LONG, 0, address);
        vector.setAtIndex(ValueLayout.JAVA_LONG, 1, length);
        return vector.address();
    }

    /** The address of {@code struct sockaddr_un} with that abstract name, whose length is its own plus three: unix(7). */
    long abstractAddress(String name) {
        byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        MemorySegment address = arena.allocate(3L + bytes.length, 2);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
        MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, 3, bytes.length);
        return address.address();
    }
}
