package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.Durability;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All tenants' streams of one home, each opened when its first event comes. Safe for any thread.
 *
 * <p>Opening closes the calls that the last supervisor lost, so it may take a second for a stream with a million rows behind
 * a call that was open all the time.
 */
public final class AuditStreams implements EventSink, AutoCloseable {
    private final BulkheadHome home;
    private final Clock clock;
    private final RandomGenerator random;
    private final ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("audit-flush").factory());
    private final Map<TenantId, AuditStream> open = new ConcurrentHashMap<>();

    /** Guards opening and closing, and the fields below. */
    private final Object changing = new Object();

    private final Map<TenantId, Durability> durabilities = new HashMap<>();
    private boolean closed;

    public AuditStreams(BulkheadHome home, Clock clock, RandomGenerator random) {
        this.home = home;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void record(AuditEvent event) throws IOException {
        stream(event.tenant()).append(event);
    }

    /** Returns the stream of {@code tenant}, opened if it was not. It stays this object's to close. */
    public AuditStream stream(TenantId tenant) throws IOException {
        AuditStream stream = open.get(tenant);
        return stream != null ? stream : opened(tenant);
    }

    /** Sets what rows of {@code tenant} survive from now on; {@link Durability#PROCESS} for tenants that nobody named. */
    public void durability(TenantId tenant, Durability durability) throws IOException {
        synchronized (changing) {
            durabilities.put(tenant, durability);
            AuditStream stream = open.get(tenant);
            if (stream != null) {
                stream.durability(durability);
            }
        }
    }

    /** Closes the stream of one tenant, so that its folder can be removed. The next event would open it again. */
    public void close(TenantId tenant) throws IOException {
        synchronized (changing) {
            AuditStream stream = open.remove(tenant);
            if (stream != null) {
                stream.close();
            }
        }
    }

    /** Closes every stream, also when closing one of them fails. */
    @Override
    public void close() throws IOException {
        synchronized (changing) {
            closed = true;
            IOException failure = null;
            for (AuditStream stream : open.values()) {
                failure = closed(stream, failure);
            }
            open.clear();
            flusher.shutdownNow();
            if (failure != null) {
                throw failure;
            }
        }
    }

    private static @Nullable IOException closed(AuditStream stream, @Nullable IOException before) {
        try {
            stream.close();
            return before;
        } catch (IOException e) {
            if (before == null) {
                return e;
            }
            before.addSuppressed(e);
            return before;
        }
    }

    private AuditStream opened(TenantId tenant) throws IOException {
        synchronized (changing) {
            AuditStream stream = open.get(tenant);
            if (stream != null) {
                return stream;
            }
            if (closed) {
                throw new IOException("the audit of tenant '" + tenant + "' is closed: the supervisor is ending");
            }
            Durability durability = durabilities.getOrDefault(tenant, Durability.PROCESS);
            AuditStream fresh = AuditStream.open(home.stream(tenant), tenant, durability, clock, random, flusher);
            open.put(tenant, fresh);
            return fresh;
        }
    }
}
