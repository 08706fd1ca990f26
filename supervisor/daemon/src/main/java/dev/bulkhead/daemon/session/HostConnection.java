package dev.bulkhead.daemon.session;

import dev.bulkhead.protocol.line.LineBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * The launcher's end of a session: lines in, lines out. One thread reads, one writes; {@link #close()} and {@link #stalledFor}
 * are for any thread.
 */
final class HostConnection implements AutoCloseable {
    private static final int PART = 128 * 1024;

    private final SocketChannel channel;
    private final LineBuffer lines = new LineBuffer();
    private volatile long writingSince;

    HostConnection(SocketChannel channel) {
        this.channel = channel;
    }

    /** The lines as they come: call {@link LineBuffer#next()} after each read. */
    LineBuffer lines() {
        return lines;
    }

    /** Reads once; false at the end. */
    boolean read() throws IOException {
        return lines.readFrom(channel);
    }

    /** Writes all of {@code bytes}; waits for a slow host as long as the connection lives. */
    void write(byte[] bytes, int offset, int length) throws IOException {
        writingSince = System.nanoTime() | 1;
        try {
            // In parts: for each write the JDK keeps a buffer of its size outside the heap, for as long as the thread
            // lives.
            for (int from = offset; from < offset + length; from += PART) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, from, Math.min(PART, offset + length - from));
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                writingSince = System.nanoTime() | 1;
            }
        } finally {
            writingSince = 0;
        }
    }

    /** How long the host has not read what is being written to it. */
    Duration stalledFor() {
        long since = writingSince;
        return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // A channel that cannot be closed is one that is closed: nothing of ours depends on it any more.
        }
    }
}
