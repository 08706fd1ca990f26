/**
 * What a tenant is: its settings as they were checked, and the events that all rooms above record. Called by every room;
 * starts nothing, holds no secret, and knows neither the audit's database nor a process.
 */
@NullMarked
package dev.bulkhead.daemon.tenant;

import org.jspecify.annotations.NullMarked;
