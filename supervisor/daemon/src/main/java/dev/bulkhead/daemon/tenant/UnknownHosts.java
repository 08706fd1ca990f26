package dev.bulkhead.daemon.tenant;

import java.util.Locale;

/** What happens when an AI host that the consultant has not approved yet connects. */
public enum UnknownHosts {
    ASK,
    ALLOW;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
