package dev.bulkhead.daemon.tenant;

import java.util.Locale;

/** What becomes of a connection that follows the active workspace when another tenant's becomes that. */
public enum SwitchMode {
    /** It waits in the lobby: what a model has read here is never in one conversation with another tenant's tools. */
    STRICT,
    /** It goes over to the other tenant, where that one's settings say so too. */
    FOLLOW;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
