package dev.bulkhead.acceptance.demo;

import java.io.PrintStream;

/** What the demo says, in a column that reads as a story. */
final class Narration {
    private static final int LONGEST = 220;

    private final PrintStream out;
    private int step;

    Narration(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.println(text);
        out.println("=".repeat(text.length()));
    }

    /** Begins a numbered step. */
    void step(String text) {
        out.println();
        out.println(++step + ". " + text);
    }

    /** What is being done, as the reader could type it. */
    void command(String text) {
        out.println("   $ " + text);
    }

    void result(String text) {
        for (String line : text.strip().split("\n", -1)) {
            out.println("     " + (line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line));
        }
    }

    void say(String text) {
        out.println("   " + text);
    }

    void plain(String text) {
        out.println(text);
    }
}
