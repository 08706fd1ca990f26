package dev.bulkhead.tenantserver.tool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Searches files line by line through one buffer, so that a file of 10 MiB costs no more memory than a small one. A line that
 * is longer than the buffer is searched in pieces that overlap.
 */
final class LineSearch {
    private static final int BUFFER = 128 * 1024;
    private static final int OVERLAP = 8 * 1024;
    private static final int SHOWN_CHARACTERS = 300;
    private static final int SHOWN_BEFORE = 100;

    /** Is told of matches, and says how long to go on. */
    interface Found {
        /** Returns whether to go on. */
        boolean found(int line, String text);

        /** Asked from time to time. */
        boolean goesOn();
    }

    private final Needle needle;
    private final Found found;
    private final byte[] buffer = new byte[BUFFER];

    LineSearch(Needle needle, Found found) {
        this.needle = needle;
        this.found = found;
    }

    /** Searches a file from its start; one with a NUL in its first bytes is binary, and left alone. */
    void search(ReadableByteChannel file) throws IOException {
        int line = 1;
        int end = 0;
        boolean isSeen = false;
        boolean isFirst = true;
        while (found.goesOn()) {
            int read = file.read(ByteBuffer.wrap(buffer, end, BUFFER - end));
            boolean isLast = read < 0;
            end += Math.max(0, read);
            if (isFirst && hasNul(end)) {
                return;
            }
            isFirst = false;
            int start = 0;
            for (int i = start; i < end; i++) {
                if (buffer[i] == '\n') {
                    if (!isSeen && !look(line, start, i)) {
                        return;
                    }
                    isSeen = false;
                    line++;
                    start = i + 1;
                }
            }
            boolean isPiece = start == 0 && end == BUFFER;
            if ((isLast || isPiece) && start < end && !isSeen) {
                int before = line;
                isSeen = needle.find(buffer, start, end) >= 0;
                if (isSeen && !look(before, start, end)) {
                    return;
                }
            }
            if (isLast) {
                return;
            }
            start = isPiece ? end - OVERLAP : start;
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
        }
    }

    private boolean hasNul(int end) {
        for (int i = 0; i < Math.min(end, OVERLAP); i++) {
            if (buffer[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether to go on. */
    private boolean look(int line, int from, int to) {
        int at = needle.find(buffer, from, to);
        return at < 0 || found.found(line, shown(from, at, to));
    }

    /** The line from its start, or from somewhat before a match that would not be seen otherwise. */
    private String shown(int from, int at, int to) {
        int start = at - from <= SHOWN_CHARACTERS - SHOWN_BEFORE ? from : at - SHOWN_BEFORE;
        while (start > from && (buffer[start] & 0xc0) == 0x80) {
            start--;
        }
        int end = Math.min(to, start + 4 * SHOWN_CHARACTERS);
        String text = new String(buffer, start, end - start, StandardCharsets.UTF_8);
        if (text.endsWith("\r")) {
            text = text.substring(0, text.length() - 1);
        }
        if (text.length() <= SHOWN_CHARACTERS) {
            return text;
        }
        int cut =
                Character.isHighSurrogate(text.charAt(SHOWN_CHARACTERS - 1)) ? SHOWN_CHARACTERS - 1 : SHOWN_CHARACTERS;
        return text.substring(0, cut);
    }
}
