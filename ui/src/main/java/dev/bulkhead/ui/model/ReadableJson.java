package dev.bulkhead.ui.model;

import dev.bulkhead.consent.Visible;
import java.util.HexFormat;

/**
 * Lays JSON out to be read by somebody who decides by it: a member a line, indented; in texts what can be seen stands as itself,
 * however it was escaped, and what cannot be seen, or turns the direction of what follows, is written out ({@code \\u202e}).
 *
 * <p>Reads any text, also half a document: what is no JSON is shown as it is, since a person is to see all that came. Numbers, the
 * order of members and repeated ones stay as they are. Stateless.
 */
public final class ReadableJson {
    private static final int HEX = 4;
    private static final String INDENT = "  ";

    private final String json;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int depth;

    private ReadableJson(String json) {
        this.json = json;
    }

    /** Returns {@code json}, laid out. */
    public static String of(String json) {
        ReadableJson readable = new ReadableJson(json);
        while (readable.at < json.length()) {
            readable.next();
        }
        return readable.out.toString();
    }

    private void next() {
        char c = json.charAt(at++);
        switch (c) {
            case '"' -> text();
            case '{', '[' -> open(c);
            case '}', ']' -> {
                depth = Math.max(0, depth - 1);
                line();
                out.append(c);
            }
            case ',' -> {
                out.append(c);
                line();
            }
            case ':' -> out.append(": ");
            case ' ', '\t', '\r', '\n' -> {
                // The layout is ours.
            }
            default -> {
                at--;
                visible();
            }
        }
    }

    private void open(char c) {
        out.append(c);
        int next = at;
        while (next < json.length() && Character.isWhitespace(json.charAt(next))) {
            next++;
        }
        if (next < json.length() && (json.charAt(next) == '}' || json.charAt(next) == ']')) {
            out.append(json.charAt(next));
            at = next + 1;
            return;
        }
        depth++;
        line();
    }

    private void line() {
        out.append('\n').append(INDENT.repeat(depth));
    }

    /** From behind its first quote to its last. */
    private void text() {
        out.append('"');
        while (at < json.length()) {
            char c = json.charAt(at);
            if (c == '"') {
                at++;
                out.append('"');
                return;
            }
            if (c == '\\' && at + 1 < json.length()) {
                escape();
            } else {
                visible();
            }
        }
    }

    private void escape() {
        char kind = json.charAt(at + 1);
        if (kind != 'u' || !isHex(at + 2)) {
            if (kind == '/') {
                out.append('/');
            } else {
                out.append('\\').append(shown(kind));
            }
            at += 2;
            return;
        }
        int point = hex(at + 2);
        at += 2 + HEX;
        boolean isPair = Character.isHighSurrogate((char) point)
                && json.startsWith("\\u", at)
                && isHex(at + 2)
                && Character.isLowSurrogate((char) hex(at + 2));
        if (isPair) {
            point = Character.toCodePoint((char) point, (char) hex(at + 2));
            at += 2 + HEX;
        }
        // A quote or a backslash that came escaped would end the text for the eye.
        out.append(point == '"' || point == '\\' ? "\\" + (char) point : shown(point));
    }

    private boolean isHex(int from) {
        return from + HEX <= json.length()
                && json.substring(from, from + HEX).chars().allMatch(HexFormat::isHexDigit);
    }

    private int hex(int from) {
        return HexFormat.fromHexDigits(json, from, from + HEX);
    }

    private void visible() {
        int point = json.codePointAt(at);
        at += Character.charCount(point);
        out.append(shown(point));
    }

    /** Returns {@code text} in one line, with what cannot be seen written out: for what others named. */
    public static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(point -> plain.append(shown(point)));
        return plain.toString();
    }

    private static String shown(int point) {
        if (Visible.isSeen(point)) {
            return Character.toString(point);
        }
        return point == '\n' ? "\\n" : point == '\t' ? "\\t" : Visible.escaped(point);
    }
}
