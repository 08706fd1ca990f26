package dev.bulkhead.protocol.line;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * Cuts a byte stream into lines, in place: {@link #next()} names a line's bytes inside {@link #array()}, ended by one LF.
 *
 * <p>CR LF is taken as LF; empty lines are passed over. One thread uses it. A line's bytes are valid until the next call
 * that adds bytes.
 */
public final class LineBuffer {
    /** Most bytes of a line, without its LF: the bound of {@code design.md}, rule 5. */
    public static final int MAX_LINE = 16 * 1024 * 1024;

    private static final int SMALL = 64 * 1024;

    /** Room that is kept as long as lines need a part of it: growing it anew for each of them is work for the collector. */
    private static final int MOST_KEPT = 64 * SMALL;

    private final int maxLine;
    private byte[] bytes = new byte[SMALL];
    private int begin;
    private int scanned;
    private int end;
    private int lineStart;
    private int lineLength;

    public LineBuffer() {
        this(MAX_LINE);
    }

    public LineBuffer(int maxLine) {
        this.maxLine = maxLine;
    }

    /** The line that came is longer than the bound; nothing after it can be trusted to be the start of a line. */
    public static final class LineTooLongException extends IOException {
        LineTooLongException(int maxLine) {
            super("a line of more than " + maxLine + " bytes");
        }
    }

    /**
     * Reads once from {@code channel}, at most 64 KiB.
     *
     * @return false at the end of the stream
     */
    public boolean readFrom(ReadableByteChannel channel) throws IOException {
        makeRoom(SMALL);
        int read = channel.read(ByteBuffer.wrap(bytes, end, SMALL));
        if (read > 0) {
            end += read;
        }
        return read >= 0;
    }

    /** Adds {@code chunk} whole. */
    public void append(byte[] chunk) throws LineTooLongException {
        makeRoom(chunk.length);
        System.arraycopy(chunk, 0, bytes, end, chunk.length);
        end += chunk.length;
    }

    /**
     * Moves to the next whole line.
     *
     * @return false when none is there yet
     * @throws LineTooLongException when what is there without an end is already over the bound
     */
    public boolean next() throws LineTooLongException {
        while (true) {
            int lf = indexOfLf();
            if (lf < 0) {
                if (end - begin > maxLine) {
                    throw new LineTooLongException(maxLine);
                }
                return false;
            }
            lineStart = begin;
            begin = lf + 1;
            scanned = begin;
            int length = lf - lineStart;
            if (length > 0 && bytes[lf - 1] == '\r') {
                length--;
                bytes[lineStart + length] = '\n';
            }
            if (length > maxLine) {
                throw new LineTooLongException(maxLine);
            }
            if (length > 0) {
                lineLength = length;
                return true;
            }
        }
    }

    /** Returns whether bytes of a line without an end are left over. */
    public boolean hasHalfLine() {
        return end > begin;
    }

    /** The array that holds the line: read only, and only between {@link #start()} and {@code start() + length()}. */
    public byte[] array() {
        return bytes;
    }

    public int start() {
        return lineStart;
    }

    /** Bytes of the line without its LF; the LF stands right behind them. */
    public int length() {
        return lineLength;
    }

    private int indexOfLf() {
        byte[] b = bytes;
        for (int i = scanned; i < end; i++) {
            if (b[i] == '\n') {
                return i;
            }
        }
        scanned = end;
        return -1;
    }

    private void makeRoom(int wanted) throws LineTooLongException {
        if (begin == end) {
            begin = 0;
            scanned = 0;
            end = 0;
            if (bytes.length > MOST_KEPT || bytes.length > 16 * SMALL && lineLength < bytes.length / 8) {
                bytes = new byte[SMALL];
            }
        }
        if (bytes.length - end >= wanted) {
            return;
        }
        int held = end - begin;
        if (held > maxLine + 2) {
            throw new LineTooLongException(maxLine);
        }
        byte[] target = bytes;
        if (bytes.length - held < wanted || held > bytes.length / 2) {
            long grown = Math.max(2L * bytes.length, (long) held + wanted);
            target = new byte[(int) Math.min(grown, Math.max(maxLine + 2L + 2 * SMALL, (long) held + wanted))];
        }
        System.arraycopy(bytes, begin, target, 0, held);
        if (target == bytes) {
            Arrays.fill(bytes, held, end, (byte) 0);
        }
        bytes = target;
        scanned -= begin;
        begin = 0;
        end = held;
    }
}
