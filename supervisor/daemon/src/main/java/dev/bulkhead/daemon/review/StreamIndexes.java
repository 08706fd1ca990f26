package dev.bulkhead.daemon.review;

import dev.bulkhead.daemon.audit.ClearRows;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The indexes of the streams that somebody looks at. One is built when it is first asked for (a few seconds for a million rows),
 * brought up to date with each look, and dropped when nobody asked for five minutes. Safe for any thread; who looks at one stream
 * waits for who looks at the same.
 *
 * <p>Bounded: at most four, and together 4,000,000 rows (72 MB, and names), as long as more are not asked for at the same moment;
 * the one that nobody has asked for longest goes first. The supervisor has 512 MB.
 */
public final class StreamIndexes {
    static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MOST = 4;
    private static final long MOST_ROWS_OF_ALL = 4_000_000;
    private static final long WAIT_MILLIS = 500;

    private final ClearRows reader;
    private final LongSupplier nanos;
    private final int mostRows;
    private final AtomicLong stamps = new AtomicLong();

    /** Guarded by this object's lock; an index by its own. */
    private final Map<TenantId, Held> held = new HashMap<>();

    /** One index, or the place of one that is being built. */
    private static final class Held {
        final ReentrantLock lock = new ReentrantLock();

        @Nullable
        StreamIndex index;

        volatile long done;
        volatile long of;
        volatile long rows;
        volatile long asked;
    }

    /** @param nanos a clock that only goes on, as {@link System#nanoTime} */
    public StreamIndexes(ClearRows reader, LongSupplier nanos) {
        this(reader, nanos, StreamIndex.MOST_ROWS);
    }

    StreamIndexes(ClearRows reader, LongSupplier nanos, int mostRows) {
        this.reader = reader;
        this.nanos = nanos;
        this.mostRows = mostRows;
    }

    /** Is told how far the reading of a stream is, some times a second at most. */
    @FunctionalInterface
    public interface Progress {
        /** @throws IOException when whoever asked is gone */
        void rows(long done, long of) throws IOException;
    }

    /** Returns what {@code filter} leaves of the stream of {@code tenant} as it is now. */
    public Found find(TenantId tenant, ReviewFilter filter, Chart.Wanted chart, Progress progress) throws IOException {
        return findNewer(tenant, filter, chart, progress, null).orElseThrow();
    }

    /** As {@link #find}; empty where the stream is as it was at {@code before}. */
    public Optional<Found> findNewer(
            TenantId tenant, ReviewFilter filter, Chart.Wanted chart, Progress progress, @Nullable Found before)
            throws IOException {
        Held mine = held(tenant);
        lock(mine, progress);
        try {
            StreamIndex index = updated(mine, tenant, progress);
            mine.rows = index.size();
            boolean same = before != null && before.stamp() == index.stamp && before.head() == index.head();
            return same ? Optional.empty() : Optional.of(new Search(index, filter).run(chart));
        } finally {
            mine.lock.unlock();
            bound(mine);
        }
    }

    private synchronized Held held(TenantId tenant) {
        Held mine = held.computeIfAbsent(tenant, id -> new Held());
        mine.asked = nanos.getAsLong();
        return mine;
    }

    private static void lock(Held mine, Progress progress) throws IOException {
        try {
            while (!mine.lock.tryLock(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                progress.rows(mine.done, mine.of);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the supervisor ends", e);
        }
    }

    private StreamIndex updated(Held mine, TenantId tenant, Progress progress) throws IOException {
        StreamIndex index = mine.index;
        // Twice: the first may say that the stream is another one now.
        for (int i = 0; i < 2; i++) {
            if (index == null) {
                index = new StreamIndex(reader, tenant, mostRows, stamps.incrementAndGet());
            }
            // Half of one is of no use: where the reading fails, the next begins anew.
            mine.index = null;
            boolean goesOn = index.update((done, of) -> {
                mine.done = done;
                mine.of = of;
                progress.rows(done, of);
            });
            if (goesOn) {
                mine.index = index;
                return index;
            }
            index = null;
        }
        throw new IOException("the audit of tenant '" + tenant + "' is exchanged while it is read: try again");
    }

    private synchronized void bound(Held mine) {
        mine.asked = nanos.getAsLong();
        while (held.size() > MOST || (held.size() > 1 && rows() > MOST_ROWS_OF_ALL)) {
            Map.Entry<TenantId, Held> longest = null;
            for (Map.Entry<TenantId, Held> each : held.entrySet()) {
                if (!each.getValue().equals(mine)
                        && (longest == null || each.getValue().asked - longest.getValue().asked < 0)) {
                    longest = each;
                }
            }
            if (longest == null) {
                return;
            }
            held.remove(longest.getKey());
        }
    }

    private long rows() {
        return held.values().stream().mapToLong(each -> each.rows).sum();
    }

    /** Returns how many are kept. */
    synchronized int kept() {
        return held.size();
    }

    /** Called several times a second: drops what nobody asked for. */
    public synchronized void tick() {
        long now = nanos.getAsLong();
        held.values().removeIf(each -> !each.lock.isLocked() && now - each.asked > KEPT.toNanos());
    }

    /** Drops the index of a tenant that is removed. */
    public synchronized void forget(TenantId tenant) {
        held.remove(tenant);
    }
}
