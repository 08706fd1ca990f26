package dev.bulkhead.daemon.policy;

import dev.bulkhead.protocol.home.TenantId;
import java.util.Set;

/**
 * Says of a tool whether it declares that it changes nothing. The word of an upstream counts for it ({@code readOnlyHint}), so
 * this is for asking less often and for allowing less in a state of need; it is no wall. What is not known changes things.
 */
public interface ReadingTools {
    /** The built-in tools that change nothing. */
    Set<String> BUILT_IN = Set.of("list_files", "read_file", "search_files", "workspace_status");

    /** Knows of the built-in tools alone. */
    ReadingTools ONLY_BUILT_IN = (tenant, tool) -> BUILT_IN.contains(tool);

    /** Returns whether {@code tool}, as hosts name it, says that it changes nothing. Never blocks; safe for any thread. */
    boolean changesNothing(TenantId tenant, String tool);
}
