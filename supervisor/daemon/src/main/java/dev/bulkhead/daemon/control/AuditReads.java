package dev.bulkhead.daemon.control;

import dev.bulkhead.daemon.audit.AuditStreams;
import dev.bulkhead.daemon.audit.BrokenStreamException;
import dev.bulkhead.daemon.session.Peer;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records who reads a tenant's audit: a command once, and a program that goes on asking (the window) once an hour. Safe for any
 * thread.
 */
final class AuditReads {
    private static final Logger LOG = LoggerFactory.getLogger(AuditReads.class);
    private static final Duration AGAIN = Duration.ofHours(1);
    private static final int MOST_REMEMBERED = 1_000;

    private final AuditStreams streams;
    private final Clock clock;
    private final Map<Reading, Instant> told = new LinkedHashMap<>();

    private record Reading(Peer.Identity by, TenantId tenant, String how) {}

    AuditReads(AuditStreams streams, Clock clock) {
        this.streams = streams;
        this.clock = clock;
    }

    /**
     * Records that {@code request} reads, before it does.
     *
     * @return the place of the row that says so; empty where an earlier one does, or the stream is broken: that has to be readable
     * @throws IOException when it cannot be recorded: then nothing is read
     */
    Optional<Long> reading(Request request, TenantId tenant, ResultStatus status, String what) throws IOException {
        return reading(request, tenant, request.command(), status, what);
    }

    /** As {@link #reading}, once for all commands by which one program looks through a stream. */
    void reviewing(Request request, TenantId tenant) throws IOException {
        reading(request, tenant, "review", ResultStatus.SUCCESS, "looked through");
    }

    private Optional<Long> reading(Request request, TenantId tenant, String how, ResultStatus status, String what)
            throws IOException {
        if (!isNew(new Reading(request.peer().process(), tenant, how))) {
            return Optional.empty();
        }
        return append(request, tenant, EventType.AUDIT_READ, status, what);
    }

    /**
     * Records that {@code request} gives something out, before it does.
     *
     * @return the place of the row that says so; all rows, where the stream is broken: that has to be readable
     * @throws IOException when it cannot be recorded: then nothing is given out
     */
    long exporting(Request request, TenantId tenant, String what) throws IOException {
        return append(request, tenant, EventType.AUDIT_EXPORTED, ResultStatus.SUCCESS, what)
                .orElse(Long.MAX_VALUE);
    }

    private Optional<Long> append(Request request, TenantId tenant, EventType type, ResultStatus status, String what)
            throws IOException {
        String by = request.peer().describe();
        try {
            return Optional.of(streams.stream(tenant)
                    .append(AuditEvent.of(clock.instant(), tenant, type, status, null, by, what)));
        } catch (BrokenStreamException e) {
            LOG.warn("tenant={} {} while its audit is broken: {}", tenant, what, by);
            return Optional.empty();
        }
    }

    private synchronized boolean isNew(Reading reading) {
        Instant now = clock.instant();
        told.values().removeIf(at -> at.plus(AGAIN).isBefore(now));
        if (told.containsKey(reading)) {
            return false;
        }
        if (told.size() >= MOST_REMEMBERED) {
            told.remove(told.keySet().iterator().next());
        }
        told.put(reading, now);
        return true;
    }
}
