package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads lines and, between them, secrets as raw bytes, which leave no trace in its buffer. One thread uses it. */
final class SocketInput {
    private final SocketChannel channel;
    private final byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    SocketInput(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Returns the next line without its LF, or null at the end.
     *
     * @throws IOException when it is longer than 16 KiB
     */
    byte @Nullable [] line() throws IOException {
        int scanned = start;
        while (true) {
            for (int i = scanned; i < end; i++) {
                if (buffer[i] == '\n') {
                    byte[] line = Arrays.copyOfRange(buffer, start, i);
                    start = i + 1;
                    return line;
                }
            }
            scanned = end - start;
            if (!fill()) {
                return null;
            }
        }
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

    private boolean fill() throws IOException {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        if (end == buffer.length) {
            throw new IOException("a line of more than " + buffer.length + " bytes");
        }
        int read = channel.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
        if (read <= 0) {
            return false;
        }
        end += read;
        return true;
    }
}
