/**
 * Reading and writing JSON as it streams by: no tree is ever built. Every room may use it; it knows nothing of messages,
 * tools or lanes.
 */
@NullMarked
package dev.bulkhead.tenantserver.json;

import org.jspecify.annotations.NullMarked;
