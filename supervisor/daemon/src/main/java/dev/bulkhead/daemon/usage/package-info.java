/**
 * What each tenant's work has used, by day, upstream and tool: calls and bytes out of what was recorded, processor time and memory
 * out of what the limits' watch reads. Kept in one file a tenant and month, which outlives the audit's retention. Decides nothing,
 * and never holds a call up. Called by {@code control}, which shows it.
 */
@NullMarked
package dev.bulkhead.daemon.usage;

import org.jspecify.annotations.NullMarked;
