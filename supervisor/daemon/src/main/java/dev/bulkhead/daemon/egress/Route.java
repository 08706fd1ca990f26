package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.tenant.Destination;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Where a destination leads, once it was asked for and checked. */
sealed interface Route {
    /**
     * To these, and no name is resolved again.
     *
     * @param through what must be asked there for {@code destination}: the addresses are then those of a proxy
     */
    record To(Destination destination, List<InetAddress> addresses, Optional<Destination> through) implements Route {
        public To {
            addresses = List.copyOf(addresses);
        }

        int port() {
            return through.orElse(destination).port();
        }
    }

    /** Nowhere. */
    record Closed(Refusal refusal) implements Route {}
}
