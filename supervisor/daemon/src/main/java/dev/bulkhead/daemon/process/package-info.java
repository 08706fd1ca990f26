/**
 * The running sandboxes: starts them, proves them, speaks frames with them and ends them. The only room that starts a process.
 * Called by {@code session} and {@code control}; knows nothing of MCP or of hosts.
 */
@NullMarked
package dev.bulkhead.daemon.process;

import org.jspecify.annotations.NullMarked;
