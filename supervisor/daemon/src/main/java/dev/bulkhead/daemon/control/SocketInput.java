package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads lines and, between them, secrets as raw bytes, which leave no trace in its buffer. One thread uses it. */
final class SocketInput {
    /** Most bytes of the line that says who connects, without its LF. */
    static final int LONGEST_HELLO = 16 * 1024;

    /**
     * Most bytes of a request's line, without its LF: settings of 256 KiB and what the file held before them,
     * each character that JSON escapes counted twice, and the rest of the line.
     */
    static final int LONGEST_REQUEST = 4 * 256 * 1024 + 64 * 1024;

    private static final int SMALL = 16 * 1024;
    private static final long MOST_SKIPPED = 64L << 20;

    private final ReadableByteChannel channel;
    private byte[] buffer = new byte[SMALL];
    private int start;
    private int end;
    private long skipped;

    SocketInput(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** A line is longer than it may be; what was read of it is left, and {@link #skipLine} passes over it. */
    static final class LineTooLongException extends IOException {
        private final int longest;

        LineTooLongException(int longest) {
            super("a line of more than " + longest + " bytes");
            this.longest = longest;
        }

        int longest() {
            return longest;
        }
    }

    /**
     * Returns the next line without its LF, or null at the end.
     *
     * @throws LineTooLongException when it has more than {@code longest} bytes
     */
    byte @Nullable [] line(int longest) throws IOException {
        int scanned = 0;
        while (true) {
            int most = Math.min(end, start + longest + 1);
            for (int i = start + scanned; i < most; i++) {
                if (buffer[i] == '\n') {
                    byte[] line = Arrays.copyOfRange(buffer, start, i);
                    start = i + 1;
                    shrink();
                    return line;
                }
            }
            scanned = end - start;
            if (scanned > longest) {
                throw new LineTooLongException(longest);
            }
            if (!fill()) {
                return null;
            }
        }
    }

    /** What lies there already may be the secret that follows the line: the room that it leaves keeps no trace of it. */
    private void shrink() {
        if (buffer.length > SMALL && end - start <= SMALL) {
            byte[] small = Arrays.copyOf(Arrays.copyOfRange(buffer, start, end), SMALL);
            Arrays.fill(buffer, (byte) 0);
            end -= start;
            start = 0;
            buffer = small;
        }
    }

    /**
     * Passes over what is left of a line that was too long, and its LF.
     *
     * @throws IOException when it does not end within 64 MiB
     */
    void skipLine() throws IOException {
        while (true) {
            while (start < end) {
                if (buffer[start++] == '\n') {
                    return;
                }
            }
            if (!skip()) {
                return;
            }
        }
    }

    /** Passes over everything until the peer has no more to say. */
    void skipAll() throws IOException {
        boolean more = true;
        while (more) {
            start = end;
            more = skip();
        }
        Arrays.fill(buffer, (byte) 0);
    }

    private boolean skip() throws IOException {
        skipped += end;
        if (skipped > MOST_SKIPPED) {
            throw new IOException("more than " + MOST_SKIPPED + " bytes came that nobody reads");
        }
        return fill();
    }

    /** Reads a line; what it says when it is no JSON is not repeated: it may be a secret that stands where a line should. */
    static JsonNode json(byte[] line) throws IOException {
        try {
            return Reply.JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IOException("a line that is no JSON object came");
        }
    }

    /** Returns exactly {@code length} raw bytes. */
    SecretBytes secret(int length) throws IOException {
        byte[] bytes = new byte[length];
        int have = 0;
        while (have < length) {
            if (start == end && !fill()) {
                Arrays.fill(bytes, (byte) 0);
                throw new EOFException("the connection ended inside a secret");
            }
            int part = Math.min(length - have, end - start);
            System.arraycopy(buffer, start, bytes, have, part);
            Arrays.fill(buffer, start, start + part, (byte) 0);
            start += part;
            have += part;
        }
        return SecretBytes.takeOver(bytes);
    }

    /** Returns whether something has come that nobody has read. */
    boolean hasMore() {
        return end > start;
    }

    /** Never moves a secret: it is called where all that lies there is part of a line, or where nothing is left. */
    private boolean fill() throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int read = channel.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
        if (read <= 0) {
            return false;
        }
        end += read;
        return true;
    }
}
