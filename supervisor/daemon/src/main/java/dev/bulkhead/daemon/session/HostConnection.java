package dev.bulkhead.daemon.session;

import dev.bulkhead.protocol.line.LineBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's end of a session: lines in, lines out, through its launcher or by its own pipes. One thread reads, one at a time
 * writes; {@link #close()} and {@link #stalledFor} are for any thread.
 */
final class HostConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostConnection.class);
    private static final int PART = 128 * 1024;

    /** What the launcher is told when its host has closed its end. */
    private static final byte[] END = "end\n".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel launcher;
    private final LineBuffer lines = new LineBuffer();
    private volatile @Nullable HostPipes pipes;
    private volatile long writingSince;
    private volatile boolean launcherHasGone;
    private volatile boolean hostHasEnded;

    /** @param pipes the host's own; null when the launcher copies what is said */
    HostConnection(SocketChannel launcher, @Nullable HostPipes pipes) {
        this.launcher = launcher;
        this.pipes = pipes;
    }

    boolean hasPipes() {
        return pipes != null;
    }

    /** The launcher copies after all. Before anything is read or written. */
    void leavePipes() throws IOException {
        HostPipes given = pipes;
        pipes = null;
        if (given != null) {
            given.close();
        }
    }

    /** A launcher that is killed is the end of its session, whoever still holds the other ends of its pipes. */
    void watchLauncher() {
        Thread.ofVirtual().name("watches a launcher").start(() -> {
            try {
                while (launcher.read(ByteBuffer.allocate(64)) >= 0) {
                    LOG.debug("a launcher that does not copy has said something");
                }
            } catch (IOException e) {
                LOG.debug("the launcher's connection broke: {}", e.toString());
            }
            launcherHasGone = true;
            close();
        });
    }

    /** The lines as they come: call {@link LineBuffer#next()} after each read. */
    LineBuffer lines() {
        return lines;
    }

    /** Reads once; false at the end. */
    boolean read() throws IOException {
        try {
            HostPipes own = pipes;
            boolean more = lines.readFrom(own == null ? launcher : own.in());
            hostHasEnded = !more;
            return more;
        } catch (ClosedChannelException e) {
            if (launcherHasGone) {
                return false;
            }
            throw e;
        }
    }

    /** Writes all of {@code bytes}; waits for a slow host as long as the connection lives. */
    void write(byte[] bytes, int offset, int length) throws IOException {
        HostPipes own = pipes;
        WritableByteChannel out = own == null ? launcher : own.out();
        writingSince = System.nanoTime() | 1;
        try {
            // In parts: for each write the JDK keeps a buffer of its size outside the heap, for as long as the thread
            // lives.
            for (int from = offset; from < offset + length; from += PART) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, from, Math.min(PART, offset + length - from));
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                writingSince = System.nanoTime() | 1;
            }
        } finally {
            writingSince = 0;
        }
    }

    /** Writes all of it without waiting, or nothing: then false, and {@link #write} waits for the host. */
    boolean writeAtOnce(byte[] bytes, int offset, int length) throws IOException {
        HostPipes own = pipes;
        return own != null && own.prompt().write(bytes, offset, length);
    }

    /** How long the host has not read what is being written to it. */
    Duration stalledFor() {
        long since = writingSince;
        return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    @Override
    public void close() {
        HostPipes own = pipes;
        // The pipes first: the launcher's end is what the host takes for the end of all.
        try (launcher) {
            if (own != null) {
                own.close();
                if (hostHasEnded) {
                    launcher.write(ByteBuffer.wrap(END));
                }
            }
        } catch (IOException e) {
            // What cannot be closed is closed: nothing of ours depends on it any more.
            LOG.debug("closing a host's connection: {}", e.toString());
        }
    }
}
