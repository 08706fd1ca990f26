package dev.bulkhead.daemon.tenant;

import java.util.Locale;

/** The OS restrictions that a tenant's sandboxes run under, the strongest first. */
public enum Profile {
    /** No network at all but the pipe to the supervisor. */
    STRICT,
    /** What {@code network.allow} names can be reached, through the supervisor alone. */
    NETWORK,
    /** Where the system closes user namespaces to bubblewrap: Landlock and the filter alone. Weaker; never chosen for anyone. */
    LANDLOCK;

    /** Returns the name in settings, status and file names: {@code strict}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
