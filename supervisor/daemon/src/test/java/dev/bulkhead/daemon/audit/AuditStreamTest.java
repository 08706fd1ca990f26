package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.ACME;
import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static dev.bulkhead.daemon.audit.StreamFixture.ended;
import static dev.bulkhead.daemon.audit.StreamFixture.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.Durability;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class AuditStreamTest {
    private final StreamFixture fixture = new StreamFixture();

    @AfterEach
    void removeHome() {
        fixture.close();
    }

    @Test
    void everyFieldThatWasAppendedIsReadBack() throws Exception {
        try (AuditStream stream = fixture.open()) {
            assertThat(stream.append(started("c", NOW))).isEqualTo(1);
            assertThat(stream.append(ended("c", NOW, ResultStatus.ERROR))).isEqualTo(2);
        }
        AuditEntry row = fixture.rows().get(1);
        assertThat(row.timestamp()).isEqualTo(NOW);
        assertThat(row.tenantId()).isEqualTo("acme");
        assertThat(row.sessionId()).isEqualTo("session-1");
        assertThat(row.eventType()).isEqualTo("tool_call");
        assertThat(row.toolName()).isEqualTo("read_file");
        assertThat(row.argsHash()).isEqualTo("hmac-sha256:00");
        assertThat(row.resultStatus()).isEqualTo("error");
        assertThat(row.latencyMicros()).isEqualTo(1_234);
        assertThat(row.peer()).isEqualTo("42 claude");
        assertThat(row.callId()).isEqualTo("c");
        assertThat(row.tokenId()).isEqualTo("jti-1");
        assertThat(row.bytesIn()).isEqualTo(200);
        assertThat(row.bytesOut()).isEqualTo(300);
        assertThat(row.personal()).isNull();
        assertThat(row.commitment()).isNull();
        assertThat(row.prevHash()).isEqualTo(fixture.rows().getFirst().entryHash());
    }

    @Property(tries = 30)
    void anyTextComesBackAsItWentOrAsWhatUtf8MakesOfIt(@ForAll String text) throws Exception {
        try (StreamFixture own = new StreamFixture()) {
            AuditEntry row;
            try (AuditStream stream = own.open()) {
                stream.append(AuditEvent.of(NOW, ACME, EventType.SIGN_IN, ResultStatus.SUCCESS, text, text, text));
                row = own.rows().getFirst();
            }
            String kept = new String(
                    text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(List.of(
                            String.valueOf(row.sessionId()),
                            String.valueOf(row.peer()),
                            String.valueOf(own.opened(row).detail())))
                    .containsOnly(kept);
            assertThat(new EntryHash().of(row)).isEqualTo(row.entryHash());
        }
    }

    @Test
    void aToolNameAsLongAsALineIsCut() throws Exception {
        AuditEvent event = new AuditEvent(
                NOW,
                ACME,
                null,
                EventType.TOOL_CALL,
                "😀".repeat(1_000_000),
                null,
                ResultStatus.DENIED,
                -1,
                null,
                null,
                null,
                0,
                0,
                null);
        try (AuditStream stream = fixture.open()) {
            stream.append(event);
        }
        AuditEntry row = fixture.rows().getFirst();
        assertThat(row.toolName()).hasSizeBetween(250, 256).startsWith("😀").endsWith("😀…");
        assertThat(row.latencyMicros()).isNull();
    }

    @Test
    void anEventOfAnotherTenantIsRefused() throws Exception {
        AuditEvent foreign =
                AuditEvent.of(NOW, new TenantId("globex"), EventType.SIGN_IN, ResultStatus.SUCCESS, null, null, null);
        try (AuditStream stream = fixture.open()) {
            assertThatThrownBy(() -> stream.append(foreign)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(fixture.rows()).isEmpty();
    }

    @Test
    void aNewQuarterGoesOnWhereTheOneBeforeEnded() throws Exception {
        try (AuditStream stream = fixture.open()) {
            stream.append(ended("a", Instant.parse("2026-12-31T23:59:59.999Z"), ResultStatus.SUCCESS));
            stream.append(ended("b", Instant.parse("2027-01-01T00:00:00Z"), ResultStatus.SUCCESS));
            stream.append(ended("late", Instant.parse("2026-12-31T23:59:59.999Z"), ResultStatus.SUCCESS));
        }
        assertThat(Segments.in(fixture.home.stream(ACME)).values())
                .containsExactly(fixture.segment("2026-Q4"), fixture.segment("2027-Q1"));
        List<AuditEntry> rows = fixture.rows();
        assertThat(rows).extracting(AuditEntry::seq).containsExactly(1L, 2L, 3L);
        assertThat(rows.get(1).prevHash()).isEqualTo(rows.getFirst().entryHash());
    }

    @Test
    void aStreamThatIsOpenedAgainGoesOn() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (AuditStream stream = fixture.open()) {
                fixture.calls(stream, 2);
            }
        }
        List<AuditEntry> rows = fixture.rows();
        assertThat(rows)
                .extracting(AuditEntry::seq)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 12).boxed().toList());
        for (int i = 1; i < rows.size(); i++) {
            assertThat(rows.get(i).prevHash()).isEqualTo(rows.get(i - 1).entryHash());
        }
    }

    @Test
    void manyThreadsLoseNothing() throws Exception {
        List<Callable<Long>> work = new ArrayList<>();
        try (AuditStream stream = fixture.open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                String call = "call-" + i;
                work.add(() -> stream.append(ended(call, NOW, ResultStatus.SUCCESS)));
            }
            List<Long> places = new ArrayList<>();
            for (Future<Long> place : threads.invokeAll(work)) {
                places.add(place.get());
            }
            assertThat(places).doesNotHaveDuplicates();
        }
        assertThat(fixture.rows())
                .extracting(AuditEntry::callId)
                .doesNotHaveDuplicates()
                .hasSize(200);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nobodyElseCanReadIt() throws Exception {
        try (AuditStream stream = fixture.open()) {
            fixture.calls(stream, 1);
            fixture.rows();
            assertThat(mode(fixture.home.stream(ACME))).isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(fixture.home.stream(ACME))) {
                List<Path> all = files.toList();
                assertThat(all).hasSize(3);
                for (Path file : all) {
                    assertThat(mode(file)).as("%s", file).isEqualTo("rw-------");
                }
            }
        }
    }

    @Test
    void aClosedStreamIsOneFile() throws Exception {
        try (AuditStream stream = fixture.open(Durability.POWER_LOSS)) {
            fixture.calls(stream, 1);
        }
        try (Stream<Path> files = Files.list(fixture.home.stream(ACME))) {
            assertThat(files).containsExactly(fixture.segment("2026-Q4"));
        }
    }

    @Test
    void whileSomebodyHoldsTheFileNothingIsRecordedAndAfterwardsItGoesOn() throws Exception {
        try (AuditStream stream = fixture.open()) {
            fixture.calls(stream, 1);
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + fixture.segment("2026-Q4"));
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                assertThatThrownBy(() -> fixture.calls(stream, 1))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("'acme'")
                        .hasMessageContaining("locked");
                statement.execute("ROLLBACK");
            }
            fixture.calls(stream, 1);
        }
        assertThat(fixture.rows()).extracting(AuditEntry::seq).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void onAFullDiskNothingIsRecordedAndAfterwardsItGoesOn() throws Exception {
        try (AuditStream stream = fixture.open()) {
            fixture.calls(stream, 1);
            noMorePages(stream);
            long recorded = 0;
            try {
                for (; recorded < 1_000; recorded++) {
                    stream.append(ended("call", NOW, ResultStatus.SUCCESS));
                }
            } catch (IOException full) {
                assertThat(full).hasMessageContaining("full");
            }
            assertThat(recorded).isLessThan(1_000);
            assertThat(fixture.rows()).hasSize((int) recorded + 2);
            assertThat(stream.append(ended("call", NOW, ResultStatus.SUCCESS))).isEqualTo(recorded + 3);
        }
    }

    @Test
    void aRowThatSomebodyElseAppendedDoesNotForkTheChain() throws Exception {
        try (AuditStream first = fixture.open();
                AuditStream second = fixture.open()) {
            fixture.calls(first, 1);
            assertThatThrownBy(() -> fixture.calls(second, 1)).isInstanceOf(IOException.class);
            fixture.calls(second, 1);
        }
        assertThat(fixture.rows()).extracting(AuditEntry::seq).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void everyWayToChangeOrRemoveARowIsRefused() throws Exception {
        try (AuditStream stream = fixture.open()) {
            stream.append(AuditEvent.of(NOW, ACME, EventType.SIGN_IN, ResultStatus.SUCCESS, null, null, "as bob"));
            fixture.calls(stream, 2);
        }
        List<AuditEntry> before = fixture.rows();
        String copy =
                "SELECT seq, event_id, timestamp, tenant_id, session_id, event_type, tool_name, args_hash, 'denied',"
                        + " latency_us, peer, call_id, token_id, bytes_in, bytes_out, commitment, prev_hash, entry_hash FROM entry";
        for (String attack : List.of(
                "UPDATE entry SET result_status = 'denied' WHERE seq = 2",
                "DELETE FROM entry WHERE seq = 4",
                "DELETE FROM entry",
                "INSERT OR REPLACE INTO entry " + copy + " WHERE seq = 2",
                "INSERT OR IGNORE INTO entry " + copy + " WHERE seq = 2",
                "REPLACE INTO entry " + copy + " WHERE seq = 4",
                "INSERT INTO entry " + copy + " WHERE seq = 2 ON CONFLICT(seq) DO UPDATE SET result_status = 'denied'",
                "INSERT INTO entry " + copy.replace("SELECT seq", "SELECT 9") + " WHERE seq = 4",
                "INSERT INTO entry " + copy.replace("SELECT seq", "SELECT 6") + " WHERE seq = 4",
                "INSERT INTO entry " + copy.replace("SELECT seq", "SELECT NULL") + " WHERE seq = 4",
                "UPDATE meta SET tenant_id = 'globex'",
                "DELETE FROM meta",
                "INSERT OR REPLACE INTO meta VALUES (1, 2, 'globex', '2026-Q4', 1, zeroblob(32), zeroblob(0), null)",
                "UPDATE personal SET content = ''",
                "DELETE FROM personal",
                "INSERT OR REPLACE INTO personal VALUES (1, null, zeroblob(32), 'json', '{}')",
                "INSERT INTO personal VALUES (4, null, zeroblob(32), 'json', '{}')",
                "UPDATE checkpoint SET note = ''",
                "DELETE FROM checkpoint",
                "INSERT OR REPLACE INTO checkpoint SELECT size, '', peaks FROM checkpoint",
                "INSERT INTO checkpoint VALUES (100, '', zeroblob(0))")) {
            assertThatThrownBy(() -> fixture.raw(attack))
                    .as(attack)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("append-only");
        }
        assertThat(fixture.rows()).isEqualTo(before);
    }

    /** As on a full disk, until the connection is a new one. */
    private static void noMorePages(AuditStream stream) throws SQLException {
        try (Statement statement = stream.connection().createStatement()) {
            statement.execute("PRAGMA max_page_count = 1");
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
