package dev.bulkhead.daemon.egress;

import java.net.InetAddress;
import java.util.List;

/** Where a destination leads, once it was asked for and checked. */
sealed interface Route {
    /** To these, and no name is resolved again. */
    record To(List<InetAddress> addresses) implements Route {
        public To {
            addresses = List.copyOf(addresses);
        }
    }

    /** Nowhere. */
    record Closed(Refusal refusal) implements Route {}
}
