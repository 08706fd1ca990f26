/**
 * What happened to a tenant, so that it can be proven: one append-only, hash-chained stream a tenant, read and verified from
 * disk alone. Rooms above record through {@link dev.bulkhead.daemon.tenant.EventSink}; only this room speaks JDBC. It never
 * sees an argument's content or a credential, and its one key is that of {@link dev.bulkhead.daemon.audit.ArgsHash}. The
 * format is {@code supervisor/docs/audit-format.md}.
 */
@NullMarked
package dev.bulkhead.daemon.audit;

import org.jspecify.annotations.NullMarked;
