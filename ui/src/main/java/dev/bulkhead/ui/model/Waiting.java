package dev.bulkhead.ui.model;

import dev.bulkhead.protocol.home.TenantId;
import java.util.List;

/**
 * A change of a tenant's settings that widens and waits for the consultant.
 *
 * @param widens what it would allow, one line each; empty when nothing waits
 */
public record Waiting(TenantId tenant, List<String> widens) {
    public Waiting {
        widens = List.copyOf(widens);
    }
}
