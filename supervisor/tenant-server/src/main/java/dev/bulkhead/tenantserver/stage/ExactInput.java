package dev.bulkhead.tenantserver.stage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads what is for this stage and not a byte more: what follows on the same descriptor is the upstream's. For one thread. */
final class ExactInput {
    private static final int LONGEST_LINE = 256 * 1024;
    private static final int LONGEST_BLOCK = 8 * 1024 * 1024;

    private final InputStream in;

    /** @param in without a buffer of its own */
    ExactInput(InputStream in) {
        this.in = in;
    }

    /** Returns one line without its LF. The sender waits for an answer before it sends more, so that whole pieces may be taken. */
    byte[] line() throws IOException {
        byte[] line = new byte[16 * 1024];
        int length = 0;
        while (length == 0 || line[length - 1] != '\n') {
            if (length == line.length) {
                line = Arrays.copyOf(line, more(length));
            }
            int read = in.read(line, length, line.length - length);
            if (read < 0) {
                throw new EOFException("stdin has ended");
            }
            for (int i = length; i < length + read - 1; i++) {
                if (line[i] == '\n') {
                    throw new IOException("more than one line came at once");
                }
            }
            length += read;
        }
        return Arrays.copyOf(line, length - 1);
    }

    private static int more(int length) throws IOException {
        if (length >= LONGEST_LINE) {
            throw new IOException("the line is too long");
        }
        return length * 2;
    }

    /** Returns a block: its length as four bytes, the highest first, and as many bytes. */
    byte[] block() throws IOException {
        byte[] head = exactly(4);
        int length = Words.number(head, 0);
        if (length < 0 || length > LONGEST_BLOCK) {
            throw new IOException("the command is too long");
        }
        return exactly(length);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length) {
            int read = in.read(bytes, at, length - at);
            if (read < 0) {
                throw new EOFException("stdin has ended");
            }
            at += read;
        }
        return bytes;
    }
}
