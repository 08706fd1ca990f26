package dev.bulkhead.daemon.limits;

import java.util.Locale;

/** How good a limit is on this desktop. */
public enum Enforcement {
    /** The kernel holds it: going beyond fails. */
    ENFORCED,
    /** We look several times a second, and slow or end what goes beyond. */
    WATCHED,
    /** Nothing holds it here. */
    UNAVAILABLE;

    /** Returns the name in {@code status --json}: {@code enforced}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
