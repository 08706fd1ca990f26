package dev.bulkhead.daemon.tenant;

import dev.bulkhead.protocol.home.TenantId;
import java.util.List;

/**
 * Settings that wait for the consultant.
 *
 * @param id names exactly these settings: who confirms them confirms nothing that was written in the meantime
 * @param settings what would come into force
 * @param widens what they allow beyond those in force, one sentence each
 */
public record PendingSettings(TenantId tenant, String id, TenantSettings settings, List<String> widens) {
    public PendingSettings {
        widens = List.copyOf(widens);
    }
}
