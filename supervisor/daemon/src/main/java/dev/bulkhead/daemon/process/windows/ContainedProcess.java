package dev.bulkhead.daemon.process.windows;

import dev.bulkhead.daemon.sandbox.Confinement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running process in an AppContainer and a job. Safe for any thread; each stream is for one thread at a time. It ends with the
 * supervisor: Windows closes the job's last handle with it.
 */
public final class ContainedProcess {
    private static final int FOREVER = -1; // INFINITE

    private final WindowsCalls calls;
    private final ContainedHandles handles;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();

    private ContainedProcess(WindowsCalls calls, ContainedHandles handles) {
        this.calls = calls;
        this.handles = handles;
        Thread.ofPlatform().daemon().name("waits-for-" + handles.pid()).start(this::await);
    }

    /** Starts {@code command}, whose first word is the whole path of a program. On Windows alone. */
    public static ContainedProcess start(List<String> command, Confinement confinement) throws IOException {
        return start(new WindowsLibrary(), command, confinement);
    }

    static ContainedProcess start(WindowsCalls calls, List<String> command, Confinement confinement)
            throws IOException {
        int processors = Runtime.getRuntime().availableProcessors();
        return new ContainedProcess(calls, ContainedStart.start(calls, processors, command, confinement));
    }

    /** As Windows numbers it. */
    public long pid() {
        return handles.pid();
    }

    /** Completes with its exit code when it has ended. */
    public CompletableFuture<Integer> end() {
        return end;
    }

    /** Ends it, and whatever else is in its job, at once. */
    public synchronized void kill() throws IOException {
        if (!end.isDone()) {
            calls.terminateJob(handles.job(), 1);
        }
    }

    private void await() {
        try {
            calls.await(handles.process(), FOREVER);
            ended();
        } catch (IOException e) {
            end.completeExceptionally(e);
        }
    }

    /** Not while it is killed: a number that was closed may be another's. */
    private synchronized void ended() throws IOException {
        int code = calls.exitCode(handles.process());
        calls.close(handles.process());
        calls.close(handles.job());
        end.complete(code);
    }

    public OutputStream stdin() {
        return new PipeOutput(calls, handles.in());
    }

    public InputStream stdout() {
        return new PipeInput(calls, handles.out());
    }

    public InputStream stderr() {
        return new PipeInput(calls, handles.err());
    }

    private static final class PipeInput extends InputStream {
        private final WindowsCalls calls;
        private final long handle;
        private final AtomicBoolean closed = new AtomicBoolean();

        PipeInput(WindowsCalls calls, long handle) {
            this.calls = calls;
            this.handle = handle;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(length);
                int read = calls.read(handle, buffer);
                MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, into, offset, read);
                return read == 0 ? -1 : read;
            }
        }

        @Override
        public void close() throws IOException {
            if (closed.compareAndSet(false, true)) {
                calls.close(handle);
            }
        }
    }

    private static final class PipeOutput extends OutputStream {
        private final WindowsCalls calls;
        private final long handle;
        private final AtomicBoolean closed = new AtomicBoolean();

        PipeOutput(WindowsCalls calls, long handle) {
            this.calls = calls;
            this.handle = handle;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(Math.max(1, length));
                MemorySegment.copy(from, offset, buffer, ValueLayout.JAVA_BYTE, 0, length);
                for (long done = 0; done < length; ) {
                    done += calls.write(handle, buffer.asSlice(done, length - done));
                }
            }
        }

        @Override
        public void close() throws IOException {
            if (closed.compareAndSet(false, true)) {
                calls.close(handle);
            }
        }
    }
}
