package dev.bulkhead.daemon.policy;

import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.TenantId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Holds each tenant to its calls a minute and its calls in flight, so that a busy one cannot starve another.
 *
 * <p>Calls a minute are a bucket of that many, filled evenly: a burst of a whole minute's calls is fine, twice is not. A change
 * of the settings counts from the next call on. Never blocks; safe for any thread.
 */
public final class Limiter {
    private static final double NANOS_PER_MINUTE = 60e9;

    private final LongSupplier nanoTime;
    private final Map<TenantId, Bucket> buckets = new ConcurrentHashMap<>();

    /** @param nanoTime a clock that never goes back, as {@link System#nanoTime} */
    public Limiter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Admits one call of {@code tenant} under {@code limits}, or says why not. */
    public Admission admit(TenantId tenant, TenantSettings.Limits limits) {
        long now = nanoTime.getAsLong();
        return buckets.computeIfAbsent(tenant, id -> new Bucket(id, now)).admit(limits, now);
    }

    /** Returns the calls of {@code tenant} that are in flight. */
    public int inFlight(TenantId tenant) {
        Bucket bucket = buckets.get(tenant);
        return bucket == null ? 0 : bucket.inFlight();
    }

    private static final class Bucket {
        private final TenantId tenant;
        private double spent;
        private long at;
        private int inFlight;

        Bucket(TenantId tenant, long now) {
            this.tenant = tenant;
            this.at = now;
        }

        synchronized int inFlight() {
            return inFlight;
        }

        synchronized Admission admit(TenantSettings.Limits limits, long now) {
            if (limits.concurrent().isPresent()
                    && inFlight >= limits.concurrent().getAsInt()) {
                return new Admission.Limited(
                        "tenant '" + tenant + "' has " + inFlight
                                + " calls in flight, as many as it may: wait for one to end",
                        Duration.ZERO);
            }
            if (limits.callsPerMinute().isPresent()) {
                int most = limits.callsPerMinute().getAsInt();
                // Another thread may have read the clock later and come first.
                long elapsed = Math.max(0, now - at);
                spent = Math.max(0, Math.min(spent, most) - elapsed * (most / NANOS_PER_MINUTE));
                at += elapsed;
                if (spent + 1 > most) {
                    Duration wait = Duration.ofNanos((long) Math.ceil((spent + 1 - most) * (NANOS_PER_MINUTE / most)));
                    return new Admission.Limited(
                            "tenant '" + tenant + "' may make " + most + " calls a minute: try again in "
                                    + Math.max(1, (wait.toMillis() + 999) / 1_000) + " s",
                            wait);
                }
                spent++;
            }
            inFlight++;
            AtomicBoolean ended = new AtomicBoolean();
            return (Admission.Admitted) () -> {
                if (ended.compareAndSet(false, true)) {
                    end();
                }
            };
        }

        private synchronized void end() {
            inFlight--;
        }
    }
}
