package dev.bulkhead.daemon.tenant;

import dev.bulkhead.protocol.home.TenantId;

/** Is told of settings when they come into force. Called by one thread at a time, which it must not hold up. */
@FunctionalInterface
public interface SettingsListener {
    /** {@code settings} are in force from now on; also called for each tenant when a listener is added. */
    void changed(TenantId tenant, TenantSettings settings);

    /** {@code tenant} is gone: it has no settings any more. */
    default void removed(TenantId tenant) {}
}
