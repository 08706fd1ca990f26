package dev.bulkhead.protocol.frame;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames. One thread reads; a header that is no header is an {@link IOException}, since what follows cannot be trusted.
 */
public final class FrameReader {
    private final InputStream in;
    private final byte[] buffer = new byte[Frames.MAX_PAYLOAD + 4096];
    private int start;
    private int end;

    public FrameReader(InputStream in) {
        this.in = in;
    }

    /** One frame: {@code bytes} belongs to the receiver. */
    public record Frame(int lane, byte[] bytes) {}

    /** Returns the next frame, or null at the end of the stream. Blocks until one is there whole. */
    public @Nullable Frame next() throws IOException {
        if (start == end && !fill()) {
            return null;
        }
        int lane = number((byte) ' ');
        int length = number((byte) '\n');
        if (length < 1 || length > Frames.MAX_PAYLOAD) {
            throw new IOException("a frame of " + length + " bytes: 1 to " + Frames.MAX_PAYLOAD + " are allowed");
        }
        byte[] payload = new byte[length];
        int have = Math.min(length, end - start);
        System.arraycopy(buffer, start, payload, 0, have);
        start += have;
        while (have < length) {
            int read = in.read(payload, have, length - have);
            if (read < 0) {
                throw new EOFException("the stream ended inside a frame");
            }
            have += read;
        }
        return new Frame(lane, payload);
    }

    private int number(byte until) throws IOException {
        long value = 0;
        for (int digits = 0; ; digits++) {
            if (start == end && !fill()) {
                throw new EOFException("the stream ended inside a frame's header");
            }
            byte b = buffer[start++];
            if (b == until && digits > 0) {
                return (int) value;
            }
            if (b < '0' || b > '9' || digits == 10) {
                throw new IOException("what came is no frame: a lane, a space, a length and a line feed were expected");
            }
            value = value * 10 + (b - '0');
            if (value > Integer.MAX_VALUE) {
                throw new IOException("a number in a frame's header is too large");
            }
        }
    }

    private boolean fill() throws IOException {
        start = 0;
        end = 0;
        int read = in.read(buffer, 0, buffer.length);
        if (read <= 0) {
            return false;
        }
        end = read;
        return true;
    }
}
