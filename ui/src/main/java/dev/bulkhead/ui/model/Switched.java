package dev.bulkhead.ui.model;

import dev.bulkhead.protocol.home.TenantId;

/**
 * What changing the active workspace did.
 *
 * @param moved host connections that went over to it
 * @param inLobby host connections that wait until they are made anew
 */
public record Switched(TenantId active, int moved, int inLobby, long millis) {}
