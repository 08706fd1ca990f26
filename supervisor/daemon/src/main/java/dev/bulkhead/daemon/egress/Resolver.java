package dev.bulkhead.daemon.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns a name into addresses, outside of every sandbox. May block; called from platform threads alone. */
@FunctionalInterface
interface Resolver {
    /**
     * Returns every address of {@code name}.
     *
     * @throws UnknownHostException when it has none
     */
    List<InetAddress> resolve(String name) throws UnknownHostException;

    /** As the desktop resolves names. */
    static Resolver systemResolver() {
        return name -> List.of(InetAddress.getAllByName(name));
    }
}
