package dev.bulkhead.protocol.frame;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames. One thread reads; a header that is no header is an {@link IOException}, since what follows cannot be trusted.
 */
public final class FrameReader {
    /** Room for a frame: who reads a pipe by small parts wakes its writer for each. */
    private static final int ROOM = Frames.MAX_PAYLOAD + 4096;

    private final BufferedInputStream in;

    public FrameReader(InputStream in) {
        this.in = in instanceof BufferedInputStream buffered ? buffered : new BufferedInputStream(in, ROOM);
    }

    /** One frame: {@code bytes} belongs to the receiver. */
    public record Frame(int lane, byte[] bytes) {}

    /** Returns the next frame, or null at the end of the stream. Blocks until one is there whole. */
    public @Nullable Frame next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int lane = number(first, ' ');
        int length = number(in.read(), '\n');
        if (length < 1 || length > Frames.MAX_PAYLOAD) {
            throw new IOException("a frame of " + length + " bytes: 1 to " + Frames.MAX_PAYLOAD + " are allowed");
        }
        byte[] payload = new byte[length];
        // Asked for more than it has, the stream would have the system say how much more there is.
        if (in.readNBytes(payload, 0, length) < length) {
            throw new EOFException("the stream ended inside a frame");
        }
        return new Frame(lane, payload);
    }

    private int number(int first, char until) throws IOException {
        long value = 0;
        int b = first;
        for (int digits = 0; b != until || digits == 0; digits++) {
            if (b < 0) {
                throw new EOFException("the stream ended inside a frame's header");
            }
            if (b < '0' || b > '9' || digits == 10) {
                throw new IOException("what came is no frame: a lane, a space, a length and a line feed were expected");
            }
            value = value * 10 + (b - '0');
            if (value > Integer.MAX_VALUE) {
                throw new IOException("a number in a frame's header is too large");
            }
            b = in.read();
        }
        return (int) value;
    }
}
