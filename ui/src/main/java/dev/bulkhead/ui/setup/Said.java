package dev.bulkhead.ui.setup;

import dev.bulkhead.ui.theme.Shown;
import javafx.scene.control.Label;

/** What came of something that was asked for, in words and their tone. Takes no room while there is nothing to say. */
final class Said extends Label {
    private static final String DOING = "setup-doing";
    private static final String DONE = "setup-done";
    private static final String PROBLEM = "setup-problem";

    Said(String id) {
        setId(id);
        setWrapText(true);
        setMinHeight(USE_PREF_SIZE);
        nothing();
    }

    void nothing() {
        say(DOING, "");
    }

    /** It is being done, or waits. */
    void doing(String words) {
        say(DOING, words);
    }

    void done(String words) {
        say(DONE, words);
    }

    void problem(String words) {
        say(PROBLEM, words);
    }

    private void say(String style, String words) {
        getStyleClass().removeAll(DOING, DONE, PROBLEM);
        getStyleClass().add(style);
        setText(words);
        Shown.set(this, !words.isEmpty());
    }
}
