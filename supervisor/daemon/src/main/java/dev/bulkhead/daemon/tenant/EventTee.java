package dev.bulkhead.daemon.tenant;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each event to the audit, and what was recorded to whoever watches: of two events of which one led to the other, the earlier
 * first. Safe for any thread.
 */
public final class EventTee implements EventSink {
    private static final Logger LOG = LoggerFactory.getLogger(EventTee.class);

    private final EventSink audit;
    private final List<EventListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<TenantId, Untold> untold = new ConcurrentHashMap<>();

    /** What was recorded of one tenant, and not told yet. */
    private static final class Untold {
        private final Queue<AuditEvent> events = new ConcurrentLinkedQueue<>();
        private final ReentrantLock telling = new ReentrantLock();
    }

    public EventTee(EventSink audit) {
        this.audit = audit;
    }

    /** Tells {@code listener} of everything from now on. */
    public void listen(EventListener listener) {
        listeners.add(listener);
    }

    /**
     * Tells of whatever was committed of {@code tenant} before this call, where that was put off: for a listener that is about to
     * decide by what it was told. A host may have had an answer, and asked again, before who sent it came to tell.
     */
    public void catchUp(TenantId tenant) {
        Untold noted = untold.get(tenant);
        if (noted != null) {
            tell(noted);
        }
    }

    @Override
    public void record(AuditEvent event) throws IOException {
        audit.record(event);
        tell(noted(event));
    }

    @Override
    public Runnable commit(AuditEvent event) throws IOException {
        Runnable rest = audit.commit(event);
        Untold noted = noted(event);
        return () -> {
            tell(noted);
            rest.run();
        };
    }

    /** Before whatever the event leads to: that is recorded after it, and so told after it. */
    private Untold noted(AuditEvent event) {
        Untold ofTenant = untold.computeIfAbsent(event.tenant(), id -> new Untold());
        ofTenant.events.add(event);
        return ofTenant;
    }

    /** Returns when all is told that had been noted before the call. */
    private void tell(Untold noted) {
        noted.telling.lock();
        try {
            AuditEvent event = noted.events.poll();
            while (event != null) {
                for (EventListener listener : listeners) {
                    tell(listener, event);
                }
                event = noted.events.poll();
            }
        } finally {
            noted.telling.unlock();
        }
    }

    private static void tell(EventListener listener, AuditEvent event) {
        try {
            listener.recorded(event);
        } catch (RuntimeException e) {
            // What was recorded may go on: a mistake of who watches must not look like a failing audit.
            LOG.error("tenant={} a watcher failed at {}", event.tenant(), event.type(), e);
        }
    }
}
