package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.process.TenantProcess;
import dev.bulkhead.daemon.process.TenantServers;
import dev.bulkhead.daemon.process.UpstreamOrder;
import dev.bulkhead.daemon.tenant.TenantSettings;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one tenant's server was told of its upstreams, so that it is told again when they are others. Safe for any thread. */
final class ToldUpstreams {
    private final TenantServers servers;
    private final Supplier<TenantSettings> settings;

    /** Guarded by this. */
    private Map<UpstreamOrder, String> told = Map.of();

    ToldUpstreams(TenantServers servers, Supplier<TenantSettings> settings) {
        this.servers = servers;
        this.settings = settings;
    }

    /** Returns what a server that starts under {@code with} is told. */
    synchronized Map<UpstreamOrder, String> first(TenantSettings with) {
        told = servers.upstreams(with);
        return told;
    }

    /** Tells {@code running}, when there is one and the upstreams are others by now. */
    synchronized void tell(@Nullable TenantProcess running) {
        Map<UpstreamOrder, String> now = servers.upstreams(settings.get());
        if (running != null && !now.keySet().equals(told.keySet())) {
            told = now;
            running.upstreams(now);
        }
    }
}
