/**
 * RFC 3161: asks a time-stamping authority when a text was there, and verifies what it said against the one root that the settings
 * name. Called by the room above alone. Knows no checkpoint and no tenant, keeps nothing, and trusts no other root of the desktop.
 */
@NullMarked
package dev.bulkhead.daemon.audit.timestamp;

import org.jspecify.annotations.NullMarked;
