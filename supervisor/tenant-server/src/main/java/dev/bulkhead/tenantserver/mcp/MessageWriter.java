package dev.bulkhead.tenantserver.mcp;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.bulkhead.tenantserver.json.Json;
import dev.bulkhead.tenantserver.lane.LaneEnded;
import dev.bulkhead.tenantserver.lane.Peer;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/** Writes a lane's messages one after the other, whichever thread has one. Waits while the peer takes no more. */
final class MessageWriter {
    private final LineOutput out;
    private final ReentrantLock lock = new ReentrantLock();

    MessageWriter(Peer peer) {
        out = new LineOutput(peer);
    }

    /** One JSON object. */
    interface Body {
        /** {@code out} is what {@code json} writes to, for what goes past it: flush {@code json} first. */
        void writeTo(JsonGenerator json, LineOutput out) throws IOException;
    }

    void write(Body body) throws IOException {
        lock.lock();
        try {
            JsonGenerator json = Json.generator(out);
            body.writeTo(json, out);
            json.close();
            out.endLine();
        } catch (JacksonException e) {
            giveUp();
            throw new IllegalStateException("a message could not be written as JSON", e);
        } catch (RuntimeException | OutOfMemoryError e) {
            giveUp();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Writes a line that others composed, without its LF. */
    void write(byte[] bytes, int from, int to) throws IOException {
        lock.lock();
        try {
            out.write(bytes, from, to - from);
            out.endLine();
        } finally {
            lock.unlock();
        }
    }

    /** A message of which nothing is sent is forgotten; half a message cannot be mended. */
    private void giveUp() throws LaneEnded {
        boolean isHalfSent = out.hasSent();
        out.reset();
        if (isHalfSent) {
            throw new LaneEnded();
        }
    }
}
