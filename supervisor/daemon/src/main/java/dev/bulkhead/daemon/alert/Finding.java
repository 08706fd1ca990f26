package dev.bulkhead.daemon.alert;

import dev.bulkhead.daemon.tenant.AlertRule;
import dev.bulkhead.protocol.home.TenantId;
import java.time.Instant;

/**
 * What a rule found.
 *
 * @param what the numbers, in one sentence without the tenant's name
 */
record Finding(TenantId tenant, AlertRule rule, Instant at, String what) {}
