package dev.bulkhead.daemon.session;

import java.util.Set;

/**
 * What a host has said of itself, which the next session on its connection takes over. Nothing in it is of a tenant.
 *
 * @param handshake its {@code initialize} and what belongs to it
 * @param subscriptions those that are about lists alone
 * @param switched whether the connection was another tenant's before
 * @param unanswered ids of what the tenant server before asked the host: an answer that still comes must not be taken for the
 *     next server's
 */
record Carried(Handshake handshake, Subscriptions subscriptions, boolean switched, Set<String> unanswered) {
    /** What a connection begins with: the host has said nothing yet. */
    static Carried nothing(String nonce) {
        return new Carried(new Handshake(nonce), new Subscriptions(), false, Set.of());
    }
}
