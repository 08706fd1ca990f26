package dev.bulkhead.protocol.line;

import java.nio.charset.StandardCharsets;

/**
 * Bytes inside a line's array.
 *
 * @param bytes the array of the line; not owned
 * @param start index of the first byte
 * @param length number of bytes
 */
public record Span(byte[] bytes, int start, int length) {
    /** Returns the index behind the last byte. */
    public int end() {
        return start + length;
    }

    public byte first() {
        return bytes[start];
    }

    /** Returns whether the bytes are exactly the ASCII text {@code text}. */
    public boolean is(String text) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[start + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the raw bytes as text, quotes and escapes as they stand. */
    public String raw() {
        return new String(bytes, start, length, StandardCharsets.UTF_8);
    }

    /** Returns the text that a JSON string stands for; for any other value its raw text. */
    public String text() {
        return length >= 2 && bytes[start] == '"' ? JsonStrings.decode(bytes, start + 1, length - 2) : raw();
    }

    /** Returns a copy of the bytes that lives on its own. */
    public byte[] copy() {
        return java.util.Arrays.copyOfRange(bytes, start, start + length);
    }
}
