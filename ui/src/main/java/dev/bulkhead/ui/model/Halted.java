package dev.bulkhead.ui.model;

import dev.bulkhead.protocol.home.TenantId;

/**
 * What a halt did, as it was measured.
 *
 * @param millis from the request until nothing ran any more
 * @param calls that were in flight and were answered with an error
 * @param processes that were ended
 * @param survivors that were still there: none, or something is wrong
 */
public record Halted(TenantId tenant, long millis, int calls, int processes, int survivors) {}
