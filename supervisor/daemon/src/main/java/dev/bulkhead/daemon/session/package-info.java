/**
 * Host connections: each bound to one tenant by a verified token, or in the lobby. Walks a line through scan, policy, audit and
 * lane, and its answer back. Called by {@code control}, which accepts connections; starts no process itself and reads no vault.
 */
@NullMarked
package dev.bulkhead.daemon.session;

import org.jspecify.annotations.NullMarked;
