/**
 * A tenant's stream in the forms that others read: lines for scripts and spreadsheets, OCSF for who collects security events,
 * OTLP for a collector of OpenTelemetry. Called by {@code control} and by the supervisor's own timers; it reads what
 * {@code audit} hands it row by row, holds no more than a batch, and changes nothing in a stream.
 */
@NullMarked
package dev.bulkhead.daemon.export;

import org.jspecify.annotations.NullMarked;
