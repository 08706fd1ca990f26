package dev.bulkhead.daemon.tenant;

import java.io.IOException;

/** Takes what happened to a tenant; the audit implements it. */
public interface EventSink {
    /**
     * Records {@code event} durably before it returns. Safe for any thread.
     *
     * @throws IOException when it cannot be recorded: what the event was about must then not go on (no audit, no call)
     */
    void record(AuditEvent event) throws IOException;

    /**
     * Records {@code event} as {@link #record} does, and leaves what follows from it to the caller, who has something to send
     * first that waits for the record alone.
     *
     * @return what is left: to be run once, whatever becomes of the sending
     */
    default Runnable commit(AuditEvent event) throws IOException {
        record(event);
        return () -> {};
    }
}
