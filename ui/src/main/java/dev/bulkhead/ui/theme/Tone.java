package dev.bulkhead.ui.theme;

import java.util.Locale;

/** What a chip, a dot or a banner says at a glance; the word beside it says it in full. */
public enum Tone {
    NEUTRAL,
    ACCENT,
    SUCCESS,
    WARNING,
    DANGER;

    /** The style class that gives a node this tone's colours: {@code tone-success}. */
    public String styleClass() {
        return "tone-" + name().toLowerCase(Locale.ROOT);
    }
}
