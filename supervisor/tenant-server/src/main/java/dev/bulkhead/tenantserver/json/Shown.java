package dev.bulkhead.tenantserver.json;

/** What others wrote, as it may stand in a message of ours: on one line, bounded, and without what UTF-8 cannot carry. */
public final class Shown {
    private static final int LONGEST = 200;

    private Shown() {}

    public static String of(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), LONGEST) + 1);
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (at + Character.charCount(point) > LONGEST) {
                return out.append('…').toString();
            }
            at += Character.charCount(point);
            boolean isPlain = !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE;
            out.appendCodePoint(isPlain ? point : '?');
        }
        return out.toString();
    }
}
