package dev.bulkhead.tenantserver.mcp;

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
        } catch (RuntimeException | OutOfMemoryError e) {
            boolean isHalfSent = out.hasSent();
            out.reset();
            if (isHalfSent) {
                throw new LaneEnded();
            }
            throw e;
        } finally {
            lock.unlock();
        }
    }
}
