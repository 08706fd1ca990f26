package dev.bulkhead.daemon.tenant;

import java.util.Locale;

/** What an audit row that was recorded survives: the {@code audit.durability} of a tenant's settings. */
public enum Durability {
    /** The end of every process, also by SIGKILL; a power cut may take the last 200 ms. */
    PROCESS,
    /** A power cut too, at the price of the disk's own flush for every row. */
    POWER_LOSS;

    /** Returns the name in settings: {@code power-loss}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
