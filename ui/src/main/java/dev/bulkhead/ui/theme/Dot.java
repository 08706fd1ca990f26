package dev.bulkhead.ui.theme;

import javafx.scene.layout.Region;

/** A small disc of a tone; a ring where it is neutral, so that even the shape differs. Stands beside a word, never alone. */
public final class Dot extends Region {
    private Tone tone = Tone.NEUTRAL;

    public Dot() {
        getStyleClass().addAll("dot", tone.styleClass());
        setMouseTransparent(true);
    }

    public void show(Tone now) {
        getStyleClass().remove(tone.styleClass());
        tone = now;
        getStyleClass().add(tone.styleClass());
    }
}
