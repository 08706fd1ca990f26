/**
 * Watches what the streams record, by rules that each tenant's settings may change: raises alerts, and has the tenant suspended or
 * halted where a rule says so. Keeps what is usual for a tenant, and the alerts, in one small file a tenant. Never decides about a
 * call, and never holds one up: counting happens in memory, everything else on a thread of its own.
 */
@NullMarked
package dev.bulkhead.daemon.alert;

import org.jspecify.annotations.NullMarked;
