package dev.bulkhead.daemon.alert;

import dev.bulkhead.protocol.home.TenantId;

/** What can be done to a tenant that a rule found something about. Safe for any thread; may take a second. */
public interface Response {
    /** Returns whether somebody is signed in to {@code tenant}. Never blocks. */
    boolean isLive(TenantId tenant);

    /** Locks {@code tenant}, whether it can be recorded or not. */
    void suspend(TenantId tenant, String why);

    /** Halts {@code tenant}, whether it can be recorded or not. */
    void halt(TenantId tenant);
}
