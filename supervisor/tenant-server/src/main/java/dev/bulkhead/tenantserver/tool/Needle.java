package dev.bulkhead.tenantserver.tool;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A text to find, whatever its case: byte by byte where it is ASCII, else by characters. */
final class Needle {
    private final String text;
    private final byte @Nullable [] lower;

    Needle(String text) {
        this.text = text;
        this.lower = asciiLower(text);
    }

    private static byte @Nullable [] asciiLower(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] < 0) {
                return null;
            }
            bytes[i] = lower(bytes[i]);
        }
        return bytes;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }

    boolean isIn(String name) {
        return indexIn(name) >= 0;
    }

    private int indexIn(String line) {
        for (int i = 0; i <= line.length() - text.length(); i++) {
            if (line.regionMatches(true, i, text, 0, text.length())) {
                return i;
            }
        }
        return -1;
    }

    /** Returns where the text stands in a line of UTF-8, as a byte's place in {@code bytes}, or -1. */
    int find(byte[] bytes, int from, int to) {
        if (lower == null) {
            String line = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            int at = indexIn(line);
            return at < 0 ? -1 : Math.min(to, from + line.substring(0, at).getBytes(StandardCharsets.UTF_8).length);
        }
        byte first = lower[0];
        for (int i = from; i <= to - lower.length; i++) {
            if (lower(bytes[i]) == first && matches(lower, bytes, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] wanted, byte[] bytes, int at) {
        for (int i = 1; i < wanted.length; i++) {
            if (lower(bytes[at + i]) != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
