package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.process.TenantProcess;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.mcp.ExposedNames;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the shortened names of a tenant's tools and prompts stand for: patterns are about names in full. Remembered over the
 * tenant server's processes, since a name is always shortened to the same. Safe for any thread.
 */
final class ShortNames {
    /** A list's answer and what is told of its names come by two ways: the one may be ahead of the other. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(1);

    /** So that a list of a thousand names that nobody will ever be told of costs one wait. */
    private static final Duration WAITS_AGAIN_AFTER = Duration.ofSeconds(10);

    private static final long LOOKS_AGAIN_MILLIS = 5;
    private static final int MOST = 10_000;

    private final ExposedNames names;
    private final Map<String, String> known = new ConcurrentHashMap<>();
    private final AtomicLong waitsFrom = new AtomicLong(System.nanoTime());

    ShortNames(TenantId tenant) {
        names = new ExposedNames(tenant.value());
    }

    /**
     * Returns the name in full; nothing for a shortened one of which it is not known, after at most a second's wait.
     *
     * @param server the one that may have named it; null when it is not there any more
     */
    Optional<String> full(@Nullable TenantProcess server, String exposed) {
        if (!names.isShort(exposed)) {
            return Optional.of(exposed);
        }
        String full = told(server, exposed);
        long start = System.nanoTime();
        if (full == null && start - waitsFrom.get() >= 0) {
            while (full == null && System.nanoTime() - start < TOLD_WITHIN.toNanos() && pause()) {
                full = told(server, exposed);
            }
            if (full == null) {
                waitsFrom.set(System.nanoTime() + WAITS_AGAIN_AFTER.toNanos());
            }
        }
        return Optional.ofNullable(full);
    }

    private @Nullable String told(@Nullable TenantProcess server, String exposed) {
        String full = server == null ? null : server.fullName(exposed);
        if (full == null) {
            return known.get(exposed);
        }
        if (known.size() < MOST) {
            known.put(exposed, full);
        }
        return full;
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOKS_AGAIN_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
