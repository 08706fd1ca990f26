package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.daemon.tenant.TenantSettings;
import java.util.List;
import java.util.Optional;

/** What one door leads to, at one moment. Immutable. */
public record Reach(List<Way> ways) {
    public Reach {
        ways = List.copyOf(ways);
    }

    /** Where a name may lead. */
    public enum Addresses {
        /** To public ones, and to those that are named themselves. */
        PUBLIC_OR_NAMED,
        /** To any, as the consultant named it for a program of their own choice, and not for a tenant's. */
        ANY
    }

    /**
     * One destination.
     *
     * @param through the consultant's own proxy, which then resolves the name
     */
    public record Way(Destination to, Addresses addresses, Optional<Destination> through) {}

    /** Returns what the settings of a tenant name. */
    public static Reach of(TenantSettings.Network network) {
        return new Reach(network.allow().stream()
                .map(to -> new Way(to, Addresses.PUBLIC_OR_NAMED, Optional.empty()))
                .toList());
    }
}
