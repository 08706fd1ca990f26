package dev.bulkhead.daemon.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes the part of Seatbelt's language that profiles use: lists, words and texts. Stateless.
 */
final class SeatbeltForms {
    private static final int DEEPEST = 8;

    private final String text;
    private int at;

    private SeatbeltForms(String text) {
        this.text = text;
    }

    /** A piece of a profile. */
    sealed interface Form {}

    /** A name, a number or {@code *}. */
    record Word(String word) implements Form {
        @Override
        public String toString() {
            return word;
        }
    }

    /** What stands between quotes, without escapes: none is allowed in a profile. */
    record Text(String text) implements Form {
        @Override
        public String toString() {
            return '"' + text + '"';
        }
    }

    record Forms(List<Form> forms) implements Form {
        Forms {
            forms = List.copyOf(forms);
        }

        /** The word at the beginning; "" when there is none. */
        String head() {
            return !forms.isEmpty() && forms.getFirst() instanceof Word word ? word.word() : "";
        }

        List<Form> rest() {
            return forms.isEmpty() ? forms : forms.subList(1, forms.size());
        }

        @Override
        public String toString() {
            return '(' + String.join(" ", forms.stream().map(Form::toString).toList()) + ')';
        }
    }

    /** @throws IllegalArgumentException with a sentence, when {@code text} is not of that language */
    static List<Forms> read(String text) {
        SeatbeltForms reader = new SeatbeltForms(text);
        List<Forms> all = new ArrayList<>();
        for (reader.skip(); reader.at < text.length(); reader.skip()) {
            if (!(reader.next(0) instanceof Forms forms)) {
                throw reader.problem("a rule stands in parentheses");
            }
            all.add(forms);
        }
        return all;
    }

    /** A text as it stands in a profile. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                throw new IllegalArgumentException(
                        "a path holds a control character, which no rule can name: rename it");
            }
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    private Form next(int depth) {
        char c = text.charAt(at);
        if (c == '(') {
            return list(depth + 1);
        }
        if (c == '"') {
            int end = text.indexOf('"', at + 1);
            String inside = end < 0 ? "\\" : text.substring(at + 1, end);
            if (inside.indexOf('\\') >= 0 || inside.indexOf('\n') >= 0) {
                throw problem("a text ends on its line, and has no backslash");
            }
            at = end + 1;
            return new Text(inside);
        }
        int from = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "-*_".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (from == at) {
            throw problem("'" + c + "' has no meaning here");
        }
        return new Word(text.substring(from, at));
    }

    private Forms list(int depth) {
        if (depth > DEEPEST) {
            throw problem("too many parentheses in each other");
        }
        List<Form> forms = new ArrayList<>();
        at++;
        for (skip(); at < text.length(); skip()) {
            if (text.charAt(at) == ')') {
                at++;
                return new Forms(forms);
            }
            forms.add(next(depth));
        }
        throw problem("a parenthesis is not closed");
    }

    /** Spaces and comments. */
    private void skip() {
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == ';')) {
            if (text.charAt(at) == ';') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                at++;
            }
        }
    }

    private IllegalArgumentException problem(String what) {
        long line = text.substring(0, Math.min(at, text.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
        return new IllegalArgumentException(line + ": " + what);
    }
}
