package dev.bulkhead.ui.theme;

import javafx.scene.control.Label;

/** A small number that wants to be looked at; not there while it is zero. Whoever shows it says aloud what it counts. */
public final class Badge extends Label {
    public Badge() {
        getStyleClass().add("badge");
        setMinSize(USE_PREF_SIZE, USE_PREF_SIZE);
        show(0, "");
    }

    /** {@code words}: the number as people write it. */
    public void show(int count, String words) {
        setText(words);
        Shown.set(this, count > 0);
    }
}
