/** MCP servers of others, each spoken to in the host's own era, whatever era it speaks itself. */
@NullMarked
package dev.bulkhead.tenantserver.upstream;

import org.jspecify.annotations.NullMarked;
