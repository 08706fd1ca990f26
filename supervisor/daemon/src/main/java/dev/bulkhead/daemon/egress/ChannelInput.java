package dev.bulkhead.daemon.egress;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads heads, lines and raw bytes of one wire in their order. One thread uses it.
 */
final class ChannelInput {
    static final int LONGEST_HEAD = 16 * 1024;

    private final Wire wire;
    private final byte[] buffer = new byte[LONGEST_HEAD];
    private int start;
    private int end;

    ChannelInput(SocketChannel channel) {
        this(Wire.of(channel));
    }

    ChannelInput(Wire wire) {
        this.wire = wire;
    }

    /** Returns the next byte, which stays to be read, or -1 at the end. Waits for it. */
    int peek() throws IOException {
        return start == end && !fill() ? -1 : byteAt(0) & 0xff;
    }

    /** These bytes, as they are left now, with {@code out} to answer to. */
    Wire toBeContinued(Wire out) {
        return new Wire() {
            @Override
            public int read(ByteBuffer into) throws IOException {
                return ChannelInput.this.read(into);
            }

            @Override
            public void write(ByteBuffer from) throws IOException {
                out.write(from);
            }

            @Override
            public void endOutput() throws IOException {
                out.endOutput();
            }
        };
    }

    /**
     * Returns the next head with the empty line at its end, or null when the channel ends before its first byte.
     *
     * @throws MalformedHeadException when it is longer than 16 KiB, is cut off, or holds a CR or LF that is not CRLF
     */
    byte @Nullable [] head() throws IOException {
        int at = 0;
        while (true) {
            for (; at < end - start; at++) {
                if (endsLine(at) && at >= 3 && byteAt(at - 2) == '\n') {
                    return take(at + 1);
                }
            }
            if (!fill()) {
                if (end == start) {
                    return null;
                }
                throw new MalformedHeadException("the head is cut off, or did not come in time");
            }
        }
    }

    /**
     * Returns the next line of ASCII without its CRLF.
     *
     * @throws MalformedHeadException when it is longer than {@code most}, or holds a CR or LF that is not CRLF
     */
    String line(int most) throws IOException {
        int at = 0;
        while (true) {
            for (; at < end - start; at++) {
                if (endsLine(at)) {
                    byte[] line = take(at + 1);
                    return new String(line, 0, line.length - 2, StandardCharsets.ISO_8859_1);
                }
                if (at > most) {
                    throw new MalformedHeadException("a line of the body's framing is too long");
                }
            }
            if (!fill()) {
                throw new EOFException("the body is cut off");
            }
        }
    }

    /** Returns whether the byte at {@code at} is the LF of a CRLF; one without the other is refused where it stands. */
    private boolean endsLine(int at) throws MalformedHeadException {
        boolean afterReturn = at > 0 && byteAt(at - 1) == '\r';
        if (afterReturn != (byteAt(at) == '\n')) {
            throw new MalformedHeadException("a line ends in something else than CR LF");
        }
        return afterReturn;
    }

    /** Reads some bytes into {@code into}, what was read too far first. Returns their number, or -1 at the end. */
    int read(ByteBuffer into) throws IOException {
        if (start == end) {
            return wire.read(into);
        }
        int length = Math.min(end - start, into.remaining());
        into.put(buffer, start, length);
        start += length;
        return length;
    }

    private byte byteAt(int at) {
        return buffer[start + at];
    }

    private byte[] take(int length) {
        byte[] taken = Arrays.copyOfRange(buffer, start, start + length);
        start += length;
        return taken;
    }

    private boolean fill() throws IOException {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        if (end == buffer.length) {
            throw new MalformedHeadException("the head is longer than " + LONGEST_HEAD + " bytes");
        }
        int read = wire.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
        if (read <= 0) {
            return false;
        }
        end += read;
        return true;
    }
}
