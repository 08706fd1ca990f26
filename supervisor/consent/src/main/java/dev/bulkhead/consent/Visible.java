package dev.bulkhead.consent;

import java.util.HexFormat;

/** Texts for somebody who decides by them: what cannot be seen, or turns the direction of what follows, is written out. Stateless. */
public final class Visible {
    private Visible() {}

    /** Returns {@code text} with nothing in it that the eye would miss. */
    public static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (isSeen(point)) {
                out.appendCodePoint(point);
            } else {
                out.append(escaped(point));
            }
        });
        return out.toString();
    }

    /** Returns {@code point} written out: {@code \\u202e}. */
    public static String escaped(int point) {
        return point <= Character.MAX_VALUE
                ? "\\u" + HexFormat.of().toHexDigits((char) point)
                : "\\u{" + Integer.toHexString(point) + "}";
    }

    /** Unicode Standard Annex #44: other characters (controls, formats, surrogates, unassigned) and separators but the space. */
    public static boolean isSeen(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            // Fillers and selectors are letters and marks by their type, and nothing to the eye.
            default -> !isBlankLetter(point);
        };
    }

    private static boolean isBlankLetter(int point) {
        return point == 0x034f
                || point == 0x115f
                || point == 0x1160
                || point == 0x17b4
                || point == 0x17b5
                || point == 0x3164
                || point == 0xffa0
                || point == 0x2800
                || point >= 0x180b && point <= 0x180f
                || point >= 0xfe00 && point <= 0xfe0f
                || point >= 0xe0100 && point <= 0xe01ef;
    }
}
