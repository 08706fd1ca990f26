package dev.bulkhead.daemon.tenant;

/** Is told of every event that was recorded. Called by the thread that recorded it, often on a message's way. */
@FunctionalInterface
public interface EventListener {
    /** Takes note of {@code event}, which stands in its stream. Must neither block nor throw. */
    void recorded(AuditEvent event);
}
