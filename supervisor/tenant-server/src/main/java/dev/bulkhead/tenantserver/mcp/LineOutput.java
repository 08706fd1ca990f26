package dev.bulkhead.tenantserver.mcp;

import dev.bulkhead.protocol.frame.Frames;
import dev.bulkhead.tenantserver.lane.Peer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Gathers a message's bytes, and sends them in parts once there are many: a large one is never whole in memory. */
final class LineOutput extends OutputStream {
    private final Peer peer;
    private byte[] buffer = new byte[4096];
    private int count;
    private boolean sent;

    LineOutput(Peer peer) {
        this.peer = peer;
    }

    /** Whether a part of the message that is being written has gone out already. */
    boolean hasSent() {
        return sent;
    }

    /** Forgets what was gathered and not sent. */
    void reset() {
        count = 0;
        sent = false;
    }

    void endLine() throws IOException {
        write('\n');
        send();
        reset();
    }

    @Override
    public void write(int b) throws IOException {
        if (count == buffer.length) {
            makeRoom(1);
        }
        buffer[count++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (count == buffer.length) {
                makeRoom(left);
            }
            int part = Math.min(left, buffer.length - count);
            System.arraycopy(bytes, from, buffer, count, part);
            count += part;
            from += part;
            left -= part;
        }
    }

    private void makeRoom(int wanted) throws IOException {
        if (buffer.length < Frames.MAX_PAYLOAD) {
            int size = Math.max(2 * buffer.length, Math.min(Frames.MAX_PAYLOAD, count + wanted));
            buffer = Arrays.copyOf(buffer, Math.min(Frames.MAX_PAYLOAD, size));
        } else {
            send();
        }
    }

    private void send() throws IOException {
        sent = true;
        peer.send(buffer, 0, count);
        count = 0;
    }
}
