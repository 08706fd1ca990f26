package dev.bulkhead.daemon.tenant;

import java.util.Locale;

/** How what an event tells of ended. The wire name is the lower-case one. */
public enum ResultStatus {
    /** For the start of a call: nothing is known of its end yet. */
    STARTED,
    SUCCESS,
    ERROR,
    DENIED,
    LIMITED,
    CANCELLED,
    /** A start without an end, closed by the supervisor at its next start. */
    LOST;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
