package dev.bulkhead.ui.model;

import dev.bulkhead.protocol.home.TenantId;
import java.time.Instant;
import java.util.Optional;

/**
 * What a rule found in a tenant's audit.
 *
 * @param rule its name: {@code denied-burst}
 * @param what was found, in the supervisor's words
 * @param done what was done about it, in its words
 * @param acknowledged what came of it; empty while it is open
 */
public record Alert(
        String id,
        TenantId tenant,
        String rule,
        Instant at,
        String what,
        String done,
        Optional<Acknowledged> acknowledged) {
    /** Who looked into it, and what they found. */
    public record Acknowledged(Instant at, String by, String reason) {}

    public boolean isOpen() {
        return acknowledged.isEmpty();
    }
}
