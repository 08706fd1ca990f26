package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static dev.bulkhead.daemon.audit.StreamFixture.ended;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditVerifierTest {
    private static final String COPY = "event_id, timestamp, tenant_id, session_id, event_type, tool_name, args_hash,"
            + " result_status, latency_us, peer, call_id, token_id, bytes_in, bytes_out, commitment, prev_hash, entry_hash";

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
        assertThat(fixture.verify()).isInstanceOfSatisfying(Verification.Verified.class, all -> {
            assertThat(all.events()).isEqualTo(11);
            assertThat(all.head()).isEqualTo(head);
            assertThat(all.report().checkpoints()).isEqualTo(2);
            assertThat(all.notes()).isEmpty();
            assertThat(all.report().unprovable()).singleElement().asString().startsWith("without an anchor");
        });
        assertThat(new AuditVerifier(fixture.home, fixture.signingKeys()).verify(new TenantId("globex")))
                .isInstanceOf(Verification.Verified.class);
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
                assertThat(fixture.verify()).isInstanceOf(Verification.Verified.class);
            } while (!writing.isDone());
            writing.get();
            assertThat(fixture.verify())
                    .isInstanceOfSatisfying(
                            Verification.Verified.class,
                            all -> assertThat(all.events()).isEqualTo(3_000));
        }
    }

    /** Its file appears after the files were listed, its head counter before it is read: nobody has cut anything off. */
    @ParameterizedTest
    @ValueSource(longs = {0, 92})
    void itMayRunWhileTheFirstRowOfAFileIsAppended(long days) throws Exception {
        try (AuditStream stream = fixture.open()) {
            if (days > 0) {
                stream.append(ended("before", NOW, ResultStatus.SUCCESS));
            }
            AuditVerifier verifier = new AuditVerifier(fixture.home, fixture.signingKeys(), between(() -> {
                if (stream.head().seq() == (days > 0 ? 1 : 0)) {
                    stream.append(ended("first", NOW.plus(Duration.ofDays(days)), ResultStatus.SUCCESS));
                }
            }));
            assertThat(verifier.verify(StreamFixture.ACME)).isInstanceOf(Verification.Verified.class);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Does it after the files were listed, and before anything is read. */
    private static Function<TenantId, Optional<Path>> between(Step step) {
        return tenant -> {
            try {
                step.run();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return Optional.empty();
        };
    }

    @Property(tries = 40)
    void anyChangedFieldOfAnyRowIsFound(@ForAll @IntRange(max = 9) int row, @ForAll @IntRange(max = 17) int column)
            throws Exception {
        try (StreamFixture own = tenRows()) {
            String name = Schema.COLUMNS.split(", ", -1)[column];
            String value = switch (name) {
                case "seq" -> "seq + 100";
                case "prev_hash", "entry_hash" -> "randomblob(32)";
                case "commitment" -> "zeroblob(32)";
                case "timestamp", "bytes_in", "bytes_out" -> name + " + 1";
                case "latency_us" -> "coalesce(latency_us + 1, 0)";
                default -> name + " || ' '";
            };
            own.raw("UPDATE entry SET " + name + " = " + value + " WHERE seq = " + (row + 1));
            assertThat(own.verify()).isInstanceOfSatisfying(Verification.Broken.class, broken -> {
                assertThat(broken.found().seq()).isEqualTo(row + 1);
                assertThat(broken.verifiedBefore()).isEqualTo(row);
            });
        }
    }

    @Property(tries = 20)
    void anyRemovedRowIsFoundTheNewestToo(@ForAll @IntRange(max = 9) int row) throws Exception {
        try (StreamFixture own = tenRows()) {
            own.raw("DELETE FROM entry WHERE seq = " + (row + 1));
            assertBroken(own, row + 1, row == 9 ? Break.Kind.CUT : Break.Kind.REMOVED);
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
            if (one == other) {
                assertThat(own.verify()).isInstanceOf(Verification.Verified.class);
            } else {
                assertBroken(own, Math.min(one, other) + 1, Break.Kind.REORDERED);
            }
        }
    }

    @Property(tries = 20)
    void anyDuplicatedRowIsFound(@ForAll @IntRange(max = 9) int row) throws Exception {
        try (StreamFixture own = tenRows()) {
            own.raw("INSERT INTO entry SELECT 11, " + COPY + " FROM entry WHERE seq = " + (row + 1));
            assertBroken(own, 11, Break.Kind.ADDED);
        }
    }

    @Property(tries = 10)
    void aRowThatWasHashedAnewIsFoundByTheOneBehindIt(@ForAll @IntRange(max = 8) int row) throws Exception {
        try (StreamFixture own = tenRows()) {
            own.raw("UPDATE entry SET tool_name = 'forged' WHERE seq = " + (row + 1));
            AuditEntry forged = own.rows().get(row);
            own.raw("UPDATE entry SET entry_hash = x'" + new EntryHash().of(forged) + "' WHERE seq = " + (row + 1));
            assertBroken(own, row + 1, Break.Kind.REWRITTEN);
        }
    }

    @Property(tries = 10)
    void rowsThatWereRemovedAndTheRestNumberedAnewAreFound(@ForAll @IntRange(max = 8) int row) throws Exception {
        try (StreamFixture own = tenRows()) {
            own.raw(
                    "DELETE FROM entry WHERE seq = " + (row + 1),
                    "UPDATE entry SET seq = -seq WHERE seq > " + (row + 1),
                    "UPDATE entry SET seq = -seq - 1 WHERE seq < 0");
            assertBroken(own, row + 1, Break.Kind.REMOVED);
        }
    }

    @Test
    void missingTriggersAreNoted() throws Exception {
        try (StreamFixture own = tenRows()) {
            assertThat(own.verify().notes())
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
        assertBroken("2027-Q2.db", 2, Break.Kind.REMOVED);
        Files.write(middle, Files.readAllBytes(last));
        assertBroken("2027-Q1.db", 2, Break.Kind.MOVED);
        Files.writeString(middle, "this is no database, and is long enough to be seen as none".repeat(10));
        assertBroken("2027-Q1.db", 2, Break.Kind.UNREADABLE);
        Files.write(middle, content);
        assertThat(fixture.verify()).isInstanceOf(Verification.Verified.class);
        Files.createDirectories(fixture.home.stream(new TenantId("globex")));
        Files.copy(first, fixture.home.stream(new TenantId("globex")).resolve("2026-Q4.db"));
        assertThat(new AuditVerifier(fixture.home, fixture.signingKeys()).verify(new TenantId("globex")))
                .isInstanceOfSatisfying(
                        Verification.Broken.class,
                        broken -> assertThat(broken.found().kind()).isEqualTo(Break.Kind.FOREIGN));
    }

    @Test
    @Tag("long")
    void aMillionRowsAreVerifiedInHalfAMinute() throws Exception {
        try (AuditStream stream = fixture.open()) {
            fixture.calls(stream, 500_000);
        }
        Duration from = processorTime();
        assertThat(fixture.verify())
                .isInstanceOfSatisfying(
                        Verification.Verified.class,
                        all -> assertThat(all.events()).isEqualTo(1_000_000));
        assertThat(processorTime().minus(from)).isLessThan(Duration.ofSeconds(30));
        from = processorTime();
        fixture.raw("UPDATE settled SET seq = 0");
        fixture.open().close();
        assertThat(processorTime().minus(from)).isLessThan(Duration.ofSeconds(10));
    }

    /** Of this thread, which does it all: other tests run beside. */
    private static Duration processorTime() {
        return Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }

    private void assertBroken(String segment, long seq, Break.Kind kind) throws Exception {
        assertBroken(fixture, seq, kind);
        assertThat(((Verification.Broken) fixture.verify()).segment()).isEqualTo(segment);
    }

    private static void assertBroken(StreamFixture own, long seq, Break.Kind kind) throws Exception {
        assertThat(own.verify()).isInstanceOfSatisfying(Verification.Broken.class, broken -> {
            assertThat(broken.found().kind()).as(broken.found().toString()).isEqualTo(kind);
            assertThat(broken.found().seq()).isEqualTo(seq);
            assertThat(broken.verifiedBefore()).isEqualTo(seq - 1);
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
}
