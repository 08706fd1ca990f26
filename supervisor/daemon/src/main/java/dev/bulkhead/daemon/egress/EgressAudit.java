package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of one connection, under one id: host and port and bytes, never a path, a field or a body. */
final class EgressAudit {
    private static final Logger LOG = LoggerFactory.getLogger(EgressAudit.class);

    private final EventSink events;
    private final InstantSource clock;
    private final TenantId tenant;
    private final String upstream;
    private final String id = UUID.randomUUID().toString();
    private final long begun = System.nanoTime();

    EgressAudit(EventSink events, InstantSource clock, TenantId tenant, String upstream) {
        this.events = events;
        this.clock = clock;
        this.tenant = tenant;
        this.upstream = upstream;
    }

    /** @throws IOException when it cannot be recorded: then nothing may be connected to */
    void opened(Destination destination) throws IOException {
        record(EventType.EGRESS_OPENED, ResultStatus.STARTED, -1, 0, 0, destination.toString());
    }

    void closed(Destination destination, End end, Traffic traffic) {
        orLog(
                EventType.EGRESS_CLOSED,
                end.result(),
                (System.nanoTime() - begun) / 1_000,
                traffic,
                destination + ": " + end.why());
    }

    /** A refusal says its destination itself, where it has one. */
    void refused(Refusal refusal) {
        orLog(EventType.EGRESS_REFUSED, refusal.result(), -1, null, refusal.why());
    }

    /** @param where host and port, and what of it */
    void leak(String where) {
        LOG.error("tenant {}: {} tried to send a credential's placeholder astray: {}", tenant, upstream, where);
        orLog(EventType.LEAK_ATTEMPT, ResultStatus.DENIED, -1, null, where);
    }

    private void orLog(EventType type, ResultStatus status, long micros, @Nullable Traffic traffic, String detail) {
        try {
            long sent = traffic == null ? 0 : traffic.sent();
            long received = traffic == null ? 0 : traffic.received();
            record(type, status, micros, sent, received, detail);
        } catch (IOException e) {
            // It has ended already, and a refusal stays one: there is nothing left to hold back.
            LOG.error("tenant {}: the audit lacks {} of {}: {}", tenant, type.wireName(), upstream, e.getMessage());
        }
    }

    private void record(EventType type, ResultStatus status, long micros, long sent, long received, String detail)
            throws IOException {
        events.record(new AuditEvent(
                clock.instant(),
                tenant,
                null,
                type,
                null,
                null,
                status,
                micros,
                null,
                id,
                null,
                sent,
                received,
                upstream + ": " + detail));
    }
}
