package dev.bulkhead.daemon.tenant;

import java.util.Locale;

/** What the desktop does, besides time going by, that locks a tenant. */
public enum LockOn {
    /** The machine has slept. */
    SUSPEND,
    /** The screen was locked. */
    SCREEN;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
