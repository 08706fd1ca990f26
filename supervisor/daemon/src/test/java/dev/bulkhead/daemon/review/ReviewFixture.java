package dev.bulkhead.daemon.review;

import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.AuditFilter;
import dev.bulkhead.daemon.audit.AuditReader;
import dev.bulkhead.daemon.audit.AuditStreams;
import dev.bulkhead.daemon.audit.ClearRows;
import dev.bulkhead.daemon.audit.StreamKeys;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.home.Trees;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A home with the streams that a supervisor writes, and what looks through them. */
final class ReviewFixture implements AutoCloseable {
    static final TenantId ACME = new TenantId("acme");
    static final TenantId GLOBEX = new TenantId("globex");
    static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    static final Chart.Wanted CHART = new Chart.Wanted(60, ZoneOffset.UTC);

    private final Path root;
    final BulkheadHome home;
    final AuditStreams streams;
    final ClearRows reader;
    long nanos;

    ReviewFixture() {
        try {
            root = Files.createTempDirectory("bulkhead-review");
            home = BulkheadHome.of(Map.of("BULKHEAD_HOME", root.toString()));
            home.create();
            streams = new AuditStreams(home, Clock.fixed(NOW, ZoneOffset.UTC), new SecureRandom());
            streams.unlocked(ACME, keys());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        reader = new ClearRows(home);
    }

    static StreamKeys keys() {
        return StreamKeys.of(ACME, SecretBytes.takeOver(new byte[32]));
    }

    StreamIndexes indexes() {
        return new StreamIndexes(reader, () -> nanos);
    }

    static Found find(StreamIndexes indexes, ReviewFilter filter) throws IOException {
        return indexes.find(ACME, filter, CHART, (done, of) -> {});
    }

    /** The places that are found, the oldest first. */
    static List<Long> places(Found found) {
        return found.rows().stream().mapToObj(row -> found.first() + row).toList();
    }

    void call(String id, Instant time, String tool, @Nullable ResultStatus end) throws IOException {
        call(id, time, tool, end, "session-1", "42 /usr/bin/claude");
    }

    /** A call's start, and its end where it has one. */
    void call(String id, Instant time, String tool, @Nullable ResultStatus end, String session, String peer)
            throws IOException {
        streams.record(row(EventType.TOOL_CALL_STARTED, ResultStatus.STARTED, id, time, tool, session, peer));
        if (end != null) {
            streams.record(row(EventType.TOOL_CALL, end, id, time.plusMillis(5), tool, session, peer));
        }
    }

    static AuditEvent row(
            EventType type,
            ResultStatus status,
            @Nullable String callId,
            Instant time,
            @Nullable String tool,
            @Nullable String session,
            @Nullable String peer) {
        return new AuditEvent(time, ACME, session, type, tool, null, status, -1, peer, callId, null, 0, 0, null);
    }

    List<AuditEntry> rows() throws IOException {
        List<AuditEntry> rows = new ArrayList<>();
        new AuditReader(home).list(ACME, AuditFilter.ALL, rows::add);
        return rows;
    }

    /** Runs {@code statements} on a segment as it is, over a connection that knows none of our rules. */
    void raw(String quarter, String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + home.stream(ACME).resolve(quarter + ".db"));
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() {
        try {
            streams.close();
            Trees.delete(root);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
