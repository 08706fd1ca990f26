package dev.bulkhead.daemon.tenant;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each event to the audit, and what was recorded to whoever watches. Safe for any thread. */
public final class EventTee implements EventSink {
    private static final Logger LOG = LoggerFactory.getLogger(EventTee.class);

    private final EventSink audit;
    private final List<EventListener> listeners = new CopyOnWriteArrayList<>();

    public EventTee(EventSink audit) {
        this.audit = audit;
    }

    /** Tells {@code listener} of everything from now on. */
    public void listen(EventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void record(AuditEvent event) throws IOException {
        audit.record(event);
        for (EventListener listener : listeners) {
            try {
                listener.recorded(event);
            } catch (RuntimeException e) {
                // What was recorded may go on: a mistake of who watches must not look like a failing audit.
                LOG.error("tenant={} a watcher failed at {}", event.tenant(), event.type(), e);
            }
        }
    }
}
