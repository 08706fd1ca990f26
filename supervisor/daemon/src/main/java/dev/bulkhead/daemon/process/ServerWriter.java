package dev.bulkhead.daemon.process;

import dev.bulkhead.protocol.frame.FrameWriter;
import dev.bulkhead.protocol.frame.Frames;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipe to a tenant server's stdin. Safe for any thread; waits while the server does not read. */
final class ServerWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ServerWriter.class);

    private final FrameWriter writer;
    private final AtomicInteger writing = new AtomicInteger();
    private volatile long writtenAt;

    ServerWriter(OutputStream in) {
        this.writer = new FrameWriter(in);
    }

    void write(int lane, byte[] bytes, int offset, int length) throws IOException {
        if (writing.getAndIncrement() == 0) {
            writtenAt = System.nanoTime();
        }
        try {
            writer.write(lane, bytes, offset, length);
        } finally {
            writtenAt = System.nanoTime();
            writing.decrementAndGet();
        }
    }

    void write(byte[] message) throws IOException {
        write(Frames.CONTROL_LANE, message, 0, message.length);
    }

    /** For messages whose failure means only that the process is ending, which its reader finds out by itself. */
    void say(byte[] message) {
        try {
            write(message);
        } catch (IOException e) {
            LOG.debug("a control message found no tenant server: {}", e.getMessage());
        }
    }

    /** As {@link #say}, for the thread that reads the pipe: it must not wait for the other direction. */
    void sayLater(byte[] message) {
        Thread.ofVirtual().start(() -> say(message));
    }

    Duration stuckFor() {
        return writing.get() == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - writtenAt);
    }
}
