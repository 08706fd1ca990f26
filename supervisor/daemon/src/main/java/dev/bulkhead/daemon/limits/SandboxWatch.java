package dev.bulkhead.daemon.limits;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at every sandbox four times a second, on one thread; at what is at rest shortly. Safe for any thread. */
final class SandboxWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxWatch.class);
    private static final long EVERY_MILLIS = 250;

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sandbox-watch").factory());

    SandboxWatch() {
        looks.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Watches {@code sandbox} until it is gone. */
    void add(Watched sandbox) {
        watched.add(sandbox);
    }

    private void look() {
        for (Watched each : watched) {
            try {
                if (!each.look()) {
                    watched.remove(each);
                }
            } catch (RuntimeException e) {
                LOG.error("a sandbox could not be looked after", e);
            }
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
