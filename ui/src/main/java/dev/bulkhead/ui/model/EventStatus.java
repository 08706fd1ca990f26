package dev.bulkhead.ui.model;

import java.util.Locale;

/** How what an event tells of ended, in the words of the audit format. */
public enum EventStatus {
    STARTED,
    SUCCESS,
    ERROR,
    DENIED,
    LIMITED,
    CANCELLED,
    LOST,
    /** A word that this window does not know. */
    UNKNOWN;

    /** Returns the status of that name on the wire, {@link #UNKNOWN} for any other. */
    public static EventStatus of(String wireName) {
        for (EventStatus status : values()) {
            if (status.wireName().equals(wireName)) {
                return status;
            }
        }
        return UNKNOWN;
    }

    /** {@code success}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
