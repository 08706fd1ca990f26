package dev.bulkhead.ui.model;

import java.util.List;

/**
 * A tenant's settings as its file holds them.
 *
 * @param text the YAML
 * @param file where it lies
 * @param waiting what of it waits for the consultant, one sentence each
 */
public record SettingsText(String text, String file, List<String> waiting) {
    public SettingsText {
        waiting = List.copyOf(waiting);
    }

    /** What is wrong with a line of it. */
    public record Problem(int line, int column, String key, String message) {}

    /** What a changed text would do: nothing while there are problems; what widens waits. */
    public record Judgement(List<Problem> problems, List<String> widens) {
        public Judgement {
            problems = List.copyOf(problems);
            widens = List.copyOf(widens);
        }
    }
}
