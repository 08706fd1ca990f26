/**
 * Several upstreams behind one session's lane: names, lists, routes and ids, so that the host sees one server. What belongs to
 * the eras is below, in {@code upstream} and {@code bridge}; the built-in tools are above, in {@code mcp}.
 */
@NullMarked
package dev.bulkhead.tenantserver.gateway;

import org.jspecify.annotations.NullMarked;
