package dev.bulkhead.daemon.session;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * The writing end of a pipe that takes a short message at once or not at all (O_NONBLOCK, and PIPE_BUF of pipe(7)): for a thread
 * that must not wait for this reader, since others depend on it. The JDK's own channels wait. Safe for any thread.
 */
final class PromptPipe implements AutoCloseable {
    /** The longest message that goes as a whole or not at all, in bytes (PIPE_BUF on Linux). */
    static final int LONGEST = 4096;

    private static final int WRITE_AT_ONCE = 1 | 0x800 | 0x80000; // O_WRONLY, O_NONBLOCK, O_CLOEXEC

    private static final MethodHandle OPEN = function(
            "open",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle WRITE = function(
            "write",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(LONGEST);

    /** Guarded by {@code this}, with the buffer: a number that was closed can be another file's. */
    private int descriptor;

    private PromptPipe(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Opens the pipe that stands at {@code path}: one whose other end is there, since nothing waits for it. */
    static PromptPipe open(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) OPEN.invokeExact(arena.allocateFrom(path.toString()), WRITE_AT_ONCE, 0);
            if (descriptor < 0) {
                throw new IOException("the pipe cannot be opened: " + path);
            }
            return new PromptPipe(descriptor);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("open(2) cannot be called: " + e, e);
        }
    }

    /**
     * Writes all of it, or returns false: there is no room, nobody reads any more, it is too long, or the pipe is closed. Whoever
     * then writes in the ordinary way waits, or learns which of these it is.
     */
    synchronized boolean write(byte[] bytes, int offset, int length) throws IOException {
        if (descriptor < 0 || length > LONGEST) {
            return false;
        }
        MemorySegment.copy(bytes, offset, buffer, ValueLayout.JAVA_BYTE, 0, length);
        try {
            return (long) WRITE.invokeExact(descriptor, buffer, (long) length) == length;
        } catch (Throwable e) {
            throw new IOException("write(2) cannot be called: " + e, e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (descriptor < 0) {
            return;
        }
        int last = descriptor;
        descriptor = -1;
        arena.close();
        try {
            int done = (int) CLOSE.invokeExact(last);
            if (done != 0) {
                throw new IOException("a pipe was not closed");
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("close(2) cannot be called: " + e, e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor takes, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), takes, options);
    }
}
