/**
 * The MCP server of one tenant. Runs inside the sandbox and is untrusted by the supervisor: what it must not do is made
 * impossible from outside.
 */
@NullMarked
package dev.bulkhead.tenantserver;

import org.jspecify.annotations.NullMarked;
