package dev.bulkhead.daemon.review;

import dev.bulkhead.daemon.audit.AuditStreams;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

/**
 * Writes what a busy year leaves: a real stream of a million rows, of 500,000 calls in a thousand sessions. A main, for
 * measurements of the window ({@code MillionRowsTest} of {@code ui} says how).
 */
public final class MillionRows {
    private static final ResultStatus[] ENDS = {
        ResultStatus.SUCCESS, ResultStatus.SUCCESS, ResultStatus.SUCCESS, ResultStatus.SUCCESS, ResultStatus.SUCCESS,
        ResultStatus.SUCCESS, ResultStatus.SUCCESS, ResultStatus.SUCCESS, ResultStatus.ERROR, ResultStatus.DENIED,
        ResultStatus.LIMITED, ResultStatus.CANCELLED
    };

    private MillionRows() {}

    /** @param arguments the home, the tenant, and how many rows */
    public static void main(String[] arguments) throws IOException {
        BulkheadHome home =
                BulkheadHome.of(Map.of("BULKHEAD_HOME", Path.of(arguments[0]).toString()));
        home.create();
        TenantId tenant = new TenantId(arguments[1]);
        int rows = Integer.parseInt(arguments[2]);
        try (AuditStreams streams = new AuditStreams(home, Clock.systemUTC(), new SecureRandom())) {
            write(streams, tenant, rows, Instant.now().minusSeconds(rows * 15L));
        }
    }

    /** Writes {@code rows} rows, two a call, from {@code began} on, a call every half a minute or so. */
    static void write(AuditStreams streams, TenantId tenant, int rows, Instant began) throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < rows / 2; i++) {
            Instant time = began.plusMillis(i * 30_000L + random.nextInt(20_000));
            String tool = i % 3 == 0 ? "read_file" : "crm__tool_" + random.nextInt(200);
            String session = "session-" + i / 500;
            String peer = 3_000 + i / 500 + " claude";
            streams.record(
                    event(tenant, EventType.TOOL_CALL_STARTED, ResultStatus.STARTED, i, time, tool, session, peer));
            streams.record(event(
                    tenant,
                    EventType.TOOL_CALL,
                    ENDS[random.nextInt(ENDS.length)],
                    i,
                    time.plusMillis(40),
                    tool,
                    session,
                    peer));
        }
    }

    private static AuditEvent event(
            TenantId tenant,
            EventType type,
            ResultStatus status,
            int call,
            Instant time,
            String tool,
            String session,
            String peer) {
        return new AuditEvent(
                time,
                tenant,
                session,
                type,
                tool,
                "hmac-sha256:" + "4b".repeat(32),
                status,
                type == EventType.TOOL_CALL ? 40_000 + call % 900_000 : -1,
                peer,
                "0190f0c4-7a31-7c1e-9f5d-" + (100_000_000_000L + call),
                "jti-" + session,
                312,
                type == EventType.TOOL_CALL ? 15_480 : 0,
                null);
    }
}
