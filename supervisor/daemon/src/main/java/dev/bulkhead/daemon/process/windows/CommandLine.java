package dev.bulkhead.daemon.process.windows;

import java.util.List;

/**
 * Words as the one text that Windows starts a program with, such that CommandLineToArgvW and the C library take them apart
 * again into the same words. Stateless.
 */
final class CommandLine {
    /** CreateProcessW: the most characters of a command line, its NUL included. */
    static final int LONGEST = 32_767;

    private CommandLine() {}

    /** @throws IllegalArgumentException when a word cannot be passed at all */
    static String of(List<String> words) {
        StringBuilder line = new StringBuilder();
        line.append(program(words.getFirst()));
        for (String word : words.subList(1, words.size())) {
            append(line.append(' '), checked(word));
        }
        if (line.length() >= LONGEST) {
            throw new IllegalArgumentException("the command has " + line.length() + " characters; Windows takes "
                    + (LONGEST - 1) + ": shorten its arguments");
        }
        return line.toString();
    }

    /** The first word has rules of its own: whatever stands between two quotes, and no way to write a quote. */
    private static String program(String word) {
        if (checked(word).indexOf('"') >= 0 || word.isEmpty()) {
            throw new IllegalArgumentException("'" + word + "' is no program's path on Windows");
        }
        return '"' + word + '"';
    }

    private static String checked(String word) {
        if (word.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an argument holds a NUL character: leave it out");
        }
        return word;
    }

    /** Backslashes stand for themselves, but before a quote: there two make one, and one more makes the quote plain. */
    private static void append(StringBuilder line, String word) {
        if (!word.isEmpty() && word.chars().noneMatch(CommandLine::separates)) {
            line.append(word);
            return;
        }
        line.append('"');
        int backslashes = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '\\') {
                backslashes++;
            } else {
                line.repeat('\\', c == '"' ? 2 * backslashes + 1 : backslashes).append(c);
                backslashes = 0;
            }
        }
        line.repeat('\\', 2 * backslashes).append('"');
    }

    private static boolean separates(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\u000b' || c == '"';
    }
}
