package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.tenantserver.upstream.HostSide;
import dev.bulkhead.tenantserver.upstream.Port;
import dev.bulkhead.tenantserver.upstream.PortOwner;

/** One upstream in one session, for one era of the host's: its port and its catalogue. Safe for any thread. */
final class Member {
    private final Upstream upstream;
    private final HostEra era;
    private final String meta;
    private final Port port;
    private final Catalogue catalogue;

    /** @param meta the {@code _meta} that requests of ours bring to it; "" in the legacy era */
    Member(Gateway gateway, Upstream upstream, HostEra era, HostSide host, String meta, PortOpener opener) {
        this.upstream = upstream;
        this.era = era;
        this.meta = meta;
        this.catalogue = new Catalogue(gateway, this);
        this.port = opener.open(upstream, host, (PortOwner) gateway.listenerOf(this));
    }

    Upstream upstream() {
        return upstream;
    }

    String name() {
        return upstream.name();
    }

    HostEra era() {
        return era;
    }

    Port port() {
        return port;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    /** Returns the inside of {@code params} for a request of ours: {@code fields} with what the era wants beside. */
    String params(String fields) {
        if (meta.isEmpty()) {
            return fields;
        }
        return "\"_meta\":" + meta + (fields.isEmpty() ? "" : "," + fields);
    }
}
