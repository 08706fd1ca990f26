package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.Durability;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.home.Trees;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A home of its own with one tenant's stream, and the hands of somebody who writes to its files directly. */
final class StreamFixture implements AutoCloseable {
    static final TenantId ACME = new TenantId("acme");
    static final Instant NOW = Instant.parse("2026-11-20T10:00:00.123Z");

    private final Path root;
    private final ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());
    final BulkheadHome home;
    final Sealing sealing;
    private String boot = BootId.ofNow();

    StreamFixture() {
        try {
            root = Files.createTempDirectory("bulkhead-audit");
            home = BulkheadHome.of(Map.of("BULKHEAD_HOME", root.toString()));
            home.create();
            sealing = new Sealing(place().publicKey(), RandomGenerator.getDefault());
            sealing.begin(keys());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        // Properties make one for their class too, and nothing of theirs closes it.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    AuditStream open() throws IOException {
        return open(Durability.PROCESS);
    }

    AuditStream open(Durability durability) throws IOException {
        return AuditStream.open(setup(durability));
    }

    AuditStream.Setup setup(Durability durability) throws IOException {
        return new AuditStream.Setup(
                place(),
                durability,
                Clock.fixed(NOW, ZoneOffset.UTC),
                RandomGenerator.getDefault(),
                flusher,
                sealing,
                signingKeys().of(ACME),
                boot);
    }

    StreamPlace place() {
        return StreamPlace.of(home, ACME);
    }

    SigningKeys signingKeys() {
        return new SigningKeys(home, RandomGenerator.getDefault());
    }

    /** The keys of a vault that has always the same audit secret. */
    static StreamKeys keys() {
        return StreamKeys.of(ACME, SecretBytes.takeOver(new byte[32]));
    }

    /** As after the machine was started anew. */
    void reboot() {
        boot = UUID.randomUUID().toString();
    }

    Verification verify() throws IOException {
        return new AuditVerifier(home, signingKeys()).verify(ACME);
    }

    /** What stands beside the row in clear, for who has the keys. */
    Personal.Opened opened(AuditEntry row) {
        return row.opened(sealing);
    }

    Path segment(String quarter) {
        return home.stream(ACME).resolve(quarter + ".db");
    }

    List<AuditEntry> rows() throws IOException {
        List<AuditEntry> rows = new ArrayList<>();
        new AuditReader(home).list(ACME, AuditFilter.ALL, rows::add);
        return rows;
    }

    /** Appends {@code count} finished calls: two rows each. */
    void calls(AuditStream stream, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            stream.append(started("call-" + i, NOW));
            stream.append(ended("call-" + i, NOW, ResultStatus.SUCCESS));
        }
    }

    /** Runs {@code statements} on the newest segment as it is, over a connection that knows none of our rules. */
    void raw(String... statements) throws SQLException, IOException {
        Path newest = Segments.in(home.stream(ACME)).lastEntry().getValue();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + newest);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    void dropTriggers() throws SQLException, IOException {
        raw(Schema.TRIGGERS.keySet().stream()
                .map(name -> "DROP TRIGGER " + name)
                .toArray(String[]::new));
    }

    static AuditEvent started(String callId, Instant time) {
        return call(EventType.TOOL_CALL_STARTED, ResultStatus.STARTED, callId, time, -1, null);
    }

    static AuditEvent ended(String callId, Instant time, ResultStatus status) {
        return call(EventType.TOOL_CALL, status, callId, time, 1_234, null);
    }

    static AuditEvent call(
            EventType type, ResultStatus status, String callId, Instant time, long micros, @Nullable String detail) {
        return new AuditEvent(
                time,
                ACME,
                "session-1",
                type,
                "read_file",
                "hmac-sha256:00",
                status,
                micros,
                "42 /usr/bin/claude",
                callId,
                "jti-1",
                200,
                300,
                detail);
    }

    @Override
    public void close() {
        flusher.shutdownNow();
        try {
            Trees.delete(root);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
