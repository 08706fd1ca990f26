package dev.bulkhead.daemon.policy;

import dev.bulkhead.protocol.home.TenantId;
import java.util.Optional;

/** Says which calls the consultant is asked about since nobody has ever made one like them. Never blocks; safe for any thread. */
@FunctionalInterface
public interface UnfamiliarTools {
    /** Knows of none. */
    UnfamiliarTools NONE = (tenant, tool) -> Optional.empty();

    /** Returns the rule that asks before a call of {@code tool}, as hosts name it; nothing where it may go on. */
    Optional<Rule> asksFirst(TenantId tenant, String tool);
}
