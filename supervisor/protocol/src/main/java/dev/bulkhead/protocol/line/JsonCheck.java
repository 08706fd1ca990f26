package dev.bulkhead.protocol.line;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks over one JSON value (RFC 8259) in bytes that nobody has checked, and stops at the first thing that is not strictly
 * JSON in strict UTF-8 (RFC 3629). Keeps no state between values but its bounds; one thread uses it.
 */
final class JsonCheck {
    /** Deepest nesting, over all levels of a line. Parsers behind us allow more. */
    static final int MAX_DEPTH = 256;

    /** Longest number. Parsers behind us allow as many. */
    static final int MAX_NUMBER = 1000;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private final long[] isObject = new long[MAX_DEPTH / 64];

    /** What is wrong with a line, and whether it is no JSON at all or JSON that parsers may read differently. */
    static final class Problem extends Exception {
        final boolean ambiguous;

        private Problem(String message, boolean ambiguous) {
            super(message, null, false, false);
            this.ambiguous = ambiguous;
        }

        static Problem noJson(String what, int at) {
            return new Problem(what + " at byte " + at, false);
        }

        static Problem ambiguous(String what) {
            return new Problem(what, true);
        }
    }

    static int skipSpace(byte[] b, int at, int end) {
        int i = at;
        while (i < end && (b[i] == ' ' || b[i] == '\t' || b[i] == '\r' || b[i] == '\n')) {
            i++;
        }
        return i;
    }

    /** Returns the index behind the value that starts at {@code at}; {@code depth} levels are already open around it. */
    int value(byte[] b, int at, int end, int depth) throws Problem {
        int i = at;
        int level = 0;
        while (true) {
            i = skipSpace(b, i, end);
            if (i >= end) {
                throw Problem.noJson("the line ends inside a value", i);
            }
            switch (b[i]) {
                case '{', '[' -> {
                    boolean object = b[i] == '{';
                    if (depth + level >= MAX_DEPTH) {
                        throw Problem.ambiguous("nesting is deeper than " + MAX_DEPTH);
                    }
                    mark(level, object);
                    level++;
                    i = skipSpace(b, i + 1, end);
                    if (i < end && b[i] == (object ? '}' : ']')) {
                        i++;
                        level--;
                    } else {
                        if (object) {
                            i = key(b, i, end);
                        }
                        continue;
                    }
                }
                case '"' -> i = string(b, i, end);
                case 't' -> i = literal(b, i, end, "true");
                case 'f' -> i = literal(b, i, end, "false");
                case 'n' -> i = literal(b, i, end, "null");
                default -> i = number(b, i, end);
            }
            // A value has ended: close what it closes, up to the next comma.
            while (true) {
                if (level == 0) {
                    return i;
                }
                i = skipSpace(b, i, end);
                if (i >= end) {
                    throw Problem.noJson("the line ends inside an object or array", i);
                }
                boolean object = isObjectAt(level - 1);
                if (b[i] == ',') {
                    i++;
                    if (object) {
                        i = key(b, skipSpace(b, i, end), end);
                    }
                    break;
                }
                if (b[i] != (object ? '}' : ']')) {
                    throw Problem.noJson("',' or the end of the " + (object ? "object" : "array") + " expected", i);
                }
                i++;
                level--;
            }
        }
    }

    private int key(byte[] b, int at, int end) throws Problem {
        if (at >= end || b[at] != '"') {
            throw Problem.noJson("a key expected", at);
        }
        return colon(b, string(b, at, end), end);
    }

    static int colon(byte[] b, int at, int end) throws Problem {
        int i = skipSpace(b, at, end);
        if (i >= end || b[i] != ':') {
            throw Problem.noJson("':' expected", i);
        }
        return i + 1;
    }

    private void mark(int level, boolean object) {
        if (object) {
            isObject[level >> 6] |= 1L << level;
        } else {
            isObject[level >> 6] &= ~(1L << level);
        }
    }

    private boolean isObjectAt(int level) {
        return (isObject[level >> 6] & 1L << level) != 0;
    }

    private static int literal(byte[] b, int at, int end, String word) throws Problem {
        if (end - at < word.length()) {
            throw Problem.noJson("a value expected", at);
        }
        for (int i = 0; i < word.length(); i++) {
            if (b[at + i] != word.charAt(i)) {
                throw Problem.noJson("a value expected", at);
            }
        }
        return at + word.length();
    }

    private static int number(byte[] b, int at, int end) throws Problem {
        int i = at;
        if (b[i] == '-') {
            i++;
        }
        if (i < end && b[i] == '0') {
            i++;
        } else {
            i = digits(b, i, end);
        }
        if (i < end && b[i] == '.') {
            i = digits(b, i + 1, end);
        }
        if (i < end && (b[i] == 'e' || b[i] == 'E')) {
            i++;
            if (i < end && (b[i] == '+' || b[i] == '-')) {
                i++;
            }
            i = digits(b, i, end);
        }
        if (i - at > MAX_NUMBER) {
            throw Problem.ambiguous("a number is longer than " + MAX_NUMBER + " characters");
        }
        return i;
    }

    private static int digits(byte[] b, int at, int end) throws Problem {
        int i = at;
        while (i < end && b[i] >= '0' && b[i] <= '9') {
            i++;
        }
        if (i == at) {
            throw Problem.noJson("a value expected", at);
        }
        return i;
    }

    /** Returns the index behind the closing quote of the string that starts at {@code at}. */
    static int string(byte[] b, int at, int end) throws Problem {
        int i = at + 1;
        while (true) {
            i = plain(b, i, end);
            if (i >= end) {
                throw Problem.noJson("the line ends inside a string", i);
            }
            int c = b[i];
            if (c == '"') {
                return i + 1;
            }
            if (c == '\\') {
                i = escape(b, i + 1, end);
            } else if (c < 0) {
                i = multiByte(b, i, end);
            } else {
                throw c == 0
                        ? Problem.ambiguous("a NUL byte")
                        : Problem.noJson("a control character inside a string", i);
            }
        }
    }

    /** Skips printable ASCII other than quote and backslash, eight bytes at a time. */
    private static int plain(byte[] b, int at, int end) {
        int i = at;
        while (i + 8 <= end) {
            long x = (long) LONGS.get(b, i);
            long quote = x ^ ONES * '"';
            long slash = x ^ ONES * '\\';
            long found = (x - ONES * 0x20 | quote - ONES | slash - ONES | x) & HIGHS;
            if (found != 0) {
                break;
            }
            i += 8;
        }
        while (i < end && b[i] >= 0x20 && b[i] != '"' && b[i] != '\\') {
            i++;
        }
        return i;
    }

    private static int escape(byte[] b, int at, int end) throws Problem {
        if (at >= end) {
            throw Problem.noJson("the line ends inside a string", at);
        }
        switch (b[at]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return at + 1;
            }
            case 'u' -> {
                if (end - at < 5) {
                    throw Problem.noJson("the line ends inside a string", at);
                }
                for (int i = at + 1; i < at + 5; i++) {
                    if (Character.digit(b[i], 16) < 0) {
                        throw Problem.noJson("an escape that is none", i);
                    }
                }
                return at + 5;
            }
            default -> throw Problem.noJson("an escape that is none", at);
        }
    }

    private static int multiByte(byte[] b, int at, int end) throws Problem {
        int lead = b[at] & 0xff;
        int more = lead >= 0xc2 && lead <= 0xdf
                ? 1
                : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
        if (more == 0 || end - at <= more) {
            throw Problem.ambiguous("the line is not UTF-8");
        }
        int second = b[at + 1] & 0xff;
        int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < low || second > high) {
            throw Problem.ambiguous("the line is not UTF-8");
        }
        for (int i = at + 2; i <= at + more; i++) {
            if ((b[i] & 0xc0) != 0x80) {
                throw Problem.ambiguous("the line is not UTF-8");
            }
        }
        return at + more + 1;
    }
}
