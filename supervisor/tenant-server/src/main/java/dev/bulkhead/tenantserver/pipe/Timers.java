package dev.bulkhead.tenantserver.pipe;

import dev.bulkhead.tenantserver.gateway.PortOpener;
import dev.bulkhead.tenantserver.upstream.UpstreamPort;
import dev.bulkhead.tenantserver.upstream.Wires;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** The one thread that remembers what is to be done later; there is none before the first upstream. Safe for any thread. */
final class Timers {
    private @Nullable ScheduledExecutorService executor;

    synchronized ScheduledExecutorService get() {
        ScheduledExecutorService there = executor;
        if (there == null) {
            ScheduledThreadPoolExecutor made = new ScheduledThreadPoolExecutor(1, body -> {
                Thread thread = new Thread(body, "timers");
                thread.setDaemon(true);
                return thread;
            });
            made.setRemoveOnCancelPolicy(true);
            there = made;
            executor = there;
        }
        return there;
    }

    /** Returns what opens ports over {@code wires}. */
    PortOpener opener(Wires wires) {
        return (upstream, host, owner) -> UpstreamPort.open(upstream.name(), host, upstream.era(), wires, owner, get());
    }
}
