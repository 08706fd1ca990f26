package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.ACME;
import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static dev.bulkhead.daemon.audit.StreamFixture.ended;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AuditVerifierTest {
    private static final String COPY = "event_id, timestamp, tenant_id, session_id, event_type, tool_name, args_hash,"
            + " result_status, latency_us, peer, call_id, token_id, bytes_in, bytes_out, detail, prev_hash, entry_hash";

    private final StreamFixture fixture = new StreamFixture();

    @AfterEach
    void removeHome() {
        fixture.close();
    }

    @Test
    void aStreamAsItWasWrittenIsVerifiedOverAllSegments() throws Exception {
        AuditHead head;
        try (AuditStream stream = fixture.open()) {
            fixture.calls(stream, 5);
            stream.append(ended("next", NOW.plus(Duration.ofDays(92)), ResultStatus.SUCCESS));
            head = stream.head();
        }
        assertThat(verify(fixture)).isEqualTo(new Verification.Verified(11, head, List.of()));
        assertThat(new AuditVerifier(fixture.home).verify(new TenantId("globex")))
                .isEqualTo(new Verification.Verified(0, AuditHead.NONE, List.of()));
    }

    @Test
    void itMayRunWhileRowsAreAppended() throws Exception {
        try (AuditStream stream = fixture.open();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            var writing = threads.submit((Callable<Boolean>) () -> {
                for (int i = 0; i < 3_000; i++) {
                    stream.append(ended("call-" + i, NOW.plus(Duration.ofDays(i / 10)), ResultStatus.SUCCESS));
                }
                return true;
            });
            do {
                assertThat(verify(fixture)).isInstanceOf(Verification.Verified.class);
            } while (!writing.isDone());
            writing.get();
            assertThat(verify(fixture))
                    .isInstanceOfSatisfying(
                            Verification.Verified.class,
                            all -> assertThat(all.events()).isEqualTo(3_000));
        }
    }

    @Property(tries = 40)
    void anyChangedFieldOfAnyRowIsFound(@ForAll @IntRange(max = 9) int row, @ForAll @IntRange(max = 17) int column)
            throws Exception {
        try (StreamFixture own = tenRows()) {
            String name = Schema.COLUMNS.split(", ", -1)[column];
            String value = switch (name) {
                case "seq" -> "seq + 100";
                case "prev_hash", "entry_hash" -> "randomblob(32)";
                case "detail" -> "''";
                case "timestamp", "bytes_in", "bytes_out" -> name + " + 1";
                case "latency_us" -> "coalesce(latency_us + 1, 0)";
                default -> name + " || ' '";
            };
            own.raw("UPDATE entry SET " + name + " = " + value + " WHERE seq = " + (row + 1));
            assertThat(verify(own)).isInstanceOfSatisfying(Verification.Broken.class, broken -> {
                assertThat(broken.seq()).isEqualTo(row + 1);
                assertThat(broken.verifiedBefore()).isEqualTo(row);
            });
        }
    }

    @Property(tries = 20)
    void anyRemovedRowIsFoundTheNewestByItsHead(@ForAll @IntRange(max = 9) int row) throws Exception {
        try (StreamFixture own = tenRows()) {
            AuditHead head = head(own);
            own.raw("DELETE FROM entry WHERE seq = " + (row + 1));
            assertThat(new AuditVerifier(own.home).verify(ACME, List.of(head)))
                    .isInstanceOfSatisfying(Verification.Broken.class, broken -> {
                        assertThat(broken.seq()).isEqualTo(row + 1);
                        assertThat(broken.problem()).startsWith(row == 9 ? "cut off" : "missing");
                    });
        }
    }

    @Property(tries = 20)
    void anyTwoSwappedRowsAreFound(@ForAll @IntRange(max = 9) int one, @ForAll @IntRange(max = 9) int other)
            throws Exception {
        try (StreamFixture own = tenRows()) {
            own.raw(
                    "UPDATE entry SET seq = 100 WHERE seq = " + (one + 1),
                    "UPDATE entry SET seq = " + (one + 1) + " WHERE seq = " + (other + 1),
                    "UPDATE entry SET seq = " + (other + 1) + " WHERE seq = 100");
            if (one == other) {
                own.raw("UPDATE entry SET seq = " + (one + 1) + " WHERE seq = 100");
            }
            assertThat(verify(own) instanceof Verification.Verified).isEqualTo(one == other);
        }
    }

    @Property(tries = 20)
    void anyDuplicatedRowIsFound(@ForAll @IntRange(max = 9) int row) throws Exception {
        try (StreamFixture own = tenRows()) {
            own.raw("INSERT INTO entry SELECT 11, " + COPY + " FROM entry WHERE seq = " + (row + 1));
            assertThat(verify(own))
                    .isInstanceOfSatisfying(
                            Verification.Broken.class,
                            broken -> assertThat(broken.seq()).isEqualTo(11));
        }
    }

    @Property(tries = 10)
    void aRowThatWasHashedAnewIsFoundByTheOneBehindIt(@ForAll @IntRange(max = 8) int row) throws Exception {
        try (StreamFixture own = tenRows()) {
            own.raw("UPDATE entry SET detail = 'forged' WHERE seq = " + (row + 1));
            AuditEntry forged = own.rows().get(row);
            own.raw("UPDATE entry SET entry_hash = x'" + new EntryHash().of(forged) + "' WHERE seq = " + (row + 1));
            assertThat(verify(own)).isInstanceOfSatisfying(Verification.Broken.class, broken -> {
                assertThat(broken.seq()).isEqualTo(row + 2);
                assertThat(broken.problem()).startsWith("out of its chain");
            });
        }
    }

    @Test
    void aChainThatWasWrittenAnewIsFoundByAHeadThatWasKept() throws Exception {
        try (StreamFixture own = tenRows();
                StreamFixture other = tenRows()) {
            assertThat(new AuditVerifier(own.home).verify(ACME, List.of(head(own))))
                    .isInstanceOf(Verification.Verified.class);
            assertThat(new AuditVerifier(own.home).verify(ACME, List.of(head(other))))
                    .isInstanceOfSatisfying(
                            Verification.Broken.class,
                            broken -> assertThat(broken.problem()).startsWith("replaced"));
        }
    }

    @Test
    void missingTriggersAreNoted() throws Exception {
        try (StreamFixture own = tenRows()) {
            assertThat(verify(own).notes())
                    .hasSize(Schema.TRIGGERS.size())
                    .allMatch(note -> note.contains("2026-Q4.db"));
        }
    }

    @Test
    void aMissingOrForeignOrBrokenFileIsFound() throws Exception {
        try (AuditStream stream = fixture.open()) {
            for (int i = 0; i < 3; i++) {
                stream.append(ended("q" + i, NOW.plus(Duration.ofDays(92L * i)), ResultStatus.SUCCESS));
            }
        }
        var first = fixture.segment("2026-Q4");
        var middle = fixture.segment("2027-Q1");
        var last = fixture.segment("2027-Q2");
        byte[] content = Files.readAllBytes(middle);
        Files.delete(middle);
        assertBroken("2027-Q2.db", 2, "missing");
        Files.write(middle, Files.readAllBytes(last));
        assertBroken("2027-Q1.db", 2, "moved");
        Files.writeString(middle, "this is no database, and is long enough to be seen as none".repeat(10));
        assertBroken("2027-Q1.db", 2, "unreadable");
        Files.write(middle, content);
        assertThat(verify(fixture)).isInstanceOf(Verification.Verified.class);
        Files.createDirectories(fixture.home.stream(new TenantId("globex")));
        Files.copy(first, fixture.home.stream(new TenantId("globex")).resolve("2026-Q4.db"));
        assertThat(new AuditVerifier(fixture.home).verify(new TenantId("globex")))
                .isInstanceOfSatisfying(
                        Verification.Broken.class,
                        broken -> assertThat(broken.problem()).startsWith("foreign"));
    }

    @Test
    @Tag("long")
    void aMillionRowsAreVerifiedInHalfAMinute() throws Exception {
        try (AuditStream stream = fixture.open()) {
            fixture.calls(stream, 500_000);
        }
        long from = System.nanoTime();
        assertThat(verify(fixture))
                .isInstanceOfSatisfying(
                        Verification.Verified.class,
                        all -> assertThat(all.events()).isEqualTo(1_000_000));
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(30));
        from = System.nanoTime();
        fixture.raw("UPDATE settled SET seq = 0");
        fixture.open().close();
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(10));
    }

    private void assertBroken(String segment, long seq, String problem) throws Exception {
        assertThat(verify(fixture)).isInstanceOfSatisfying(Verification.Broken.class, broken -> {
            assertThat(broken.segment()).isEqualTo(segment);
            assertThat(broken.seq()).isEqualTo(seq);
            assertThat(broken.problem()).startsWith(problem);
        });
    }

    /** A closed stream of ten rows whose file nothing protects any more. */
    private static StreamFixture tenRows() throws Exception {
        StreamFixture own = new StreamFixture();
        try (AuditStream stream = own.open()) {
            own.calls(stream, 5);
        }
        own.dropTriggers();
        return own;
    }

    private static AuditHead head(StreamFixture own) throws Exception {
        AuditEntry last = own.rows().getLast();
        return new AuditHead(last.seq(), last.entryHash());
    }

    private static Verification verify(StreamFixture own) throws Exception {
        return new AuditVerifier(own.home).verify(ACME);
    }
}
