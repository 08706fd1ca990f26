package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.daemon.tenant.TenantSettings;
import java.net.InetAddress;
import java.util.Set;
import java.util.stream.Collectors;

/** What a tenant's settings name at one moment. Immutable. */
final class AllowList {
    private final Set<Destination> named;

    AllowList(TenantSettings.Network network) {
        named = network.allow().stream()
                .flatMap(each -> HostNames.canonical(each.host(), each.port()).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether the settings name {@code destination}, which is canonical. */
    boolean names(Destination destination) {
        return named.contains(destination);
    }

    /** Returns whether a connection may be made to {@code address}: any public one, and another only when it is itself named. */
    boolean mayConnect(InetAddress address, int port) {
        return PublicAddresses.isPublic(address)
                || HostNames.canonical(address.getHostAddress(), port)
                        .filter(named::contains)
                        .isPresent();
    }
}
