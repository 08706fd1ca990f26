package dev.bulkhead.tenantserver.gateway;

import dev.bulkhead.tenantserver.upstream.HostSide;
import dev.bulkhead.tenantserver.upstream.Port;
import dev.bulkhead.tenantserver.upstream.PortOwner;

/** Opens ports of one session. Nothing is started before the first message. */
public interface PortOpener {
    Port open(Upstream upstream, HostSide host, PortOwner owner);
}
