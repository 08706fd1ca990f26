package dev.bulkhead.hostfiles;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the headers and the pairs of a TOML text begin and end (TOML 1.0). The text has been parsed by somebody else before: what
 * is not valid is not noticed here. One use.
 */
final class TomlSpans {
    /** What an element of a list of tables is called here, so that no name of ours is below one. */
    private static final String ELEMENT = "[]";

    private static final String QUOTES = "\"'";

    private final String text;
    private final List<Span> found = new ArrayList<>();
    private int at;

    private TomlSpans(String text) {
        this.text = text;
    }

    /**
     * A header, or a name with its value.
     *
     * @param path from the top of the text, also of a pair below a header
     * @param start of its first name or bracket
     * @param valueStart where the value of a pair begins; {@code start} of a header
     * @param end after its last character, before a comment
     */
    record Span(List<String> path, boolean header, int start, int valueStart, int end) {
        /** Whether this stands at {@code path} or below it. */
        boolean isIn(List<String> other) {
            return path.size() >= other.size() && path.subList(0, other.size()).equals(other);
        }
    }

    /** All of {@code text}, in its order. */
    static List<Span> of(String text) {
        TomlSpans spans = new TomlSpans(text);
        spans.scan();
        return List.copyOf(spans.found);
    }

    private void scan() {
        List<String> table = List.of();
        for (toNext(); at < text.length(); toNext()) {
            int start = at;
            if (text.charAt(at) == '[') {
                boolean element = text.startsWith("[[", at);
                at += element ? 2 : 1;
                List<String> path = key();
                at += element ? 2 : 1;
                if (element) {
                    path.add(ELEMENT);
                }
                table = List.copyOf(path);
                found.add(new Span(table, true, start, start, at));
            } else {
                List<String> path = new ArrayList<>(table);
                path.addAll(key());
                at++;
                blanks();
                int valueStart = at;
                value();
                found.add(new Span(List.copyOf(path), false, start, valueStart, at));
            }
        }
    }

    /** The names before {@code =} or {@code ]}, which the dots between them part. */
    private List<String> key() {
        List<String> names = new ArrayList<>();
        do {
            blanks();
            int start = at;
            if (QUOTES.indexOf(charAt()) >= 0) {
                string();
                names.add(text.substring(start + 1, at - 1));
            } else {
                while (at < text.length() && " \t.=]".indexOf(charAt()) < 0) {
                    at++;
                }
                names.add(text.substring(start, at));
            }
            blanks();
        } while (charAt() == '.' && at++ < text.length());
        return names;
    }

    private void value() {
        int start = at;
        char first = charAt();
        if (QUOTES.indexOf(first) >= 0) {
            string();
        } else if (first == '[' || first == '{') {
            brackets();
        } else {
            // A date may have a blank in it.
            while (at < text.length() && "#\r\n".indexOf(charAt()) < 0) {
                at++;
            }
            at = start + text.substring(start, at).stripTrailing().length();
        }
    }

    private void brackets() {
        int depth = 0;
        do {
            char c = charAt();
            if (QUOTES.indexOf(c) >= 0) {
                string();
                continue;
            }
            if (c == '#') {
                comment();
                continue;
            }
            depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
            at++;
        } while (depth > 0 && at < text.length());
    }

    private void string() {
        char quote = charAt();
        String three = String.valueOf(quote).repeat(3);
        boolean isLong = text.startsWith(three, at);
        at += isLong ? 3 : 1;
        while (at < text.length() && !(isLong ? text.startsWith(three, at) : charAt() == quote)) {
            at += quote == '"' && charAt() == '\\' ? 2 : 1;
        }
        at += isLong ? 3 : 1;
        // Two more of them may belong to the text itself.
        while (isLong && charAt() == quote) {
            at++;
        }
        at = Math.min(at, text.length());
    }

    private void toNext() {
        while (at < text.length() && (Character.isWhitespace(charAt()) || charAt() == '#')) {
            if (charAt() == '#') {
                comment();
            } else {
                at++;
            }
        }
    }

    private void comment() {
        while (at < text.length() && charAt() != '\n') {
            at++;
        }
    }

    private void blanks() {
        while (charAt() == ' ' || charAt() == '\t') {
            at++;
        }
    }

    /** The character here; a line's end after the last one. */
    private char charAt() {
        return at < text.length() ? text.charAt(at) : '\n';
    }
}
