package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.egress.Reach.Addresses;
import dev.bulkhead.daemon.egress.Reach.Way;
import dev.bulkhead.daemon.tenant.Destination;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What may be reached at one moment, each destination in its one form. Immutable. */
final class AllowList {
    private final Map<Destination, Way> named = new HashMap<>();

    AllowList(Reach reach) {
        for (Way way : reach.ways()) {
            HostNames.canonical(way.to().host(), way.to().port()).ifPresent(to -> named.put(to, way));
        }
    }

    /** Returns how {@code destination}, which is canonical, may be reached; empty when it may not. */
    Optional<Way> way(Destination destination) {
        return Optional.ofNullable(named.get(destination));
    }

    /** Returns whether {@code way} may lead to {@code address}: any public one, and another only when it is itself named. */
    boolean mayConnect(Way way, InetAddress address) {
        return way.addresses() == Addresses.ANY
                || PublicAddresses.isPublic(address)
                || HostNames.canonical(address.getHostAddress(), way.to().port())
                        .filter(named::containsKey)
                        .isPresent();
    }
}
