package dev.bulkhead.ui.theme;

import javafx.scene.control.Label;

/** A word on a ground of its tone. */
public final class Chip extends Label {
    private Tone tone = Tone.NEUTRAL;

    public Chip() {
        getStyleClass().addAll("chip", tone.styleClass());
        setMinSize(USE_PREF_SIZE, USE_PREF_SIZE);
    }

    public void show(Tone now, String word) {
        getStyleClass().remove(tone.styleClass());
        tone = now;
        getStyleClass().add(tone.styleClass());
        setText(word);
    }
}
