package dev.bulkhead.ui.theme;

import dev.bulkhead.ui.model.EventStatus;

/** The tone of how something ended. Stateless. */
public final class StatusTone {
    private StatusTone() {}

    public static Tone of(EventStatus status) {
        return switch (status) {
            case SUCCESS -> Tone.SUCCESS;
            case ERROR, DENIED -> Tone.DANGER;
            case LIMITED, LOST -> Tone.WARNING;
            case STARTED, CANCELLED, UNKNOWN -> Tone.NEUTRAL;
        };
    }
}
