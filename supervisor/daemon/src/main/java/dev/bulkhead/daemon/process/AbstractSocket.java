package dev.bulkhead.daemon.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * A unix socket that listens under a name of no file (unix(7), "abstract"), which Java's own sockets cannot: the network namespace
 * alone says who can connect to it. Linux has it; for one thread.
 */
final class AbstractSocket implements AutoCloseable {
    private static final int UNIX = 1; // AF_UNIX
    private static final int STREAM_CLOSE_ON_EXEC = 1 | 0x80000; // SOCK_STREAM, SOCK_CLOEXEC

    private final MethodHandle call;
    private final Linker linker = Linker.nativeLinker();
    private final int descriptor;

    /** @param name at most 100 letters and digits */
    AbstractSocket(String name) throws IOException {
        // Three words in, one out: one shape is enough for all calls, and a missing word is one that is not looked at.
        call = linker.downcallHandle(FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
        descriptor = call("socket", UNIX, STREAM_CLOSE_ON_EXEC, 0);
        if (descriptor < 0) {
            throw new IOException("no unix socket can be made");
        }
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(3L + bytes.length, 2); // The family, a NUL, the name.
            address.set(ValueLayout.JAVA_SHORT, 0, (short) UNIX);
            MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, 3, bytes.length);
            if (call("bind", descriptor, address.address(), address.byteSize()) != 0
                    || call("listen", descriptor, 16, 0) != 0) {
                close();
                throw new IOException("no abstract unix socket can be bound");
            }
        }
    }

    private int call(String function, long a, long b, long c) throws IOException {
        MemorySegment address = linker.defaultLookup()
                .find(function)
                .orElseThrow(() -> new IOException("the C library has no " + function));
        try {
            return (int) call.invokeExact(address, a, b, c);
        } catch (Throwable e) {
            throw new IOException(function + " cannot be called: " + e, e);
        }
    }

    @Override
    public void close() throws IOException {
        if (call("close", descriptor, 0, 0) != 0) {
            throw new IOException("an abstract unix socket was not closed");
        }
    }
}
