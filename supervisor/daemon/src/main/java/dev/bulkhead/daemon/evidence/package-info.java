/**
 * What a client is shown of its own tenant: one signed file a month with everything that was done, who may do it, and the means
 * to check both without us. Called by {@code control}; it reads one tenant's stream and knows of no other tenant.
 */
@NullMarked
package dev.bulkhead.daemon.evidence;

import org.jspecify.annotations.NullMarked;
