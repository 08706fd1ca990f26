package dev.bulkhead.daemon.session;

import dev.bulkhead.protocol.home.TenantId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Counts the tokens of each tenant that were refused: one is a script that has an old token, several in a minute are somebody who
 * tries. Safe for any thread.
 */
final class Suspicion {
    static final int MOST = 5;

    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;
    private final Map<TenantId, Deque<Long>> refused = new ConcurrentHashMap<>();

    Suspicion(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Counts one more; returns whether there were {@link #MOST} within a minute, which are then forgotten. */
    boolean refused(TenantId tenant) {
        Deque<Long> times = refused.computeIfAbsent(tenant, id -> new ArrayDeque<>());
        synchronized (times) {
            long now = nanoTime.getAsLong();
            times.addLast(now);
            while (now - times.getFirst() > WINDOW_NANOS) {
                times.removeFirst();
            }
            if (times.size() < MOST) {
                return false;
            }
            times.clear();
            return true;
        }
    }
}
