package dev.bulkhead.protocol.frame;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes frames, each in one {@code write} where it fits, so that the frames of many lanes never mix.
 *
 * <p>Safe for any thread: a frame is written whole. Blocks while the pipe is full.
 */
public final class FrameWriter {
    private final OutputStream out;
    private final byte[] buffer = new byte[Frames.MAX_HEADER + Frames.MAX_PAYLOAD];

    public FrameWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes {@code length} bytes of {@code bytes} on {@code lane}, in as many frames as they need. */
    public void write(int lane, byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int part = Math.min(left, Frames.MAX_PAYLOAD);
            writeFrame(lane, bytes, from, part);
            from += part;
            left -= part;
        }
    }

    private synchronized void writeFrame(int lane, byte[] bytes, int offset, int length) throws IOException {
        int at = number(lane, 0);
        buffer[at++] = ' ';
        at = number(length, at);
        buffer[at++] = '\n';
        System.arraycopy(bytes, offset, buffer, at, length);
        out.write(buffer, 0, at + length);
        out.flush();
    }

    private int number(int value, int at) {
        int digits = 1;
        for (int rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        int rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + digits;
    }
}
