/**
 * May this call go on: the rules for tools, and the limits of a tenant. Called by the session before a line goes on; decides
 * from what it is given, blocks never, and neither asks the consultant nor writes the audit itself.
 */
@NullMarked
package dev.bulkhead.daemon.policy;

import org.jspecify.annotations.NullMarked;
