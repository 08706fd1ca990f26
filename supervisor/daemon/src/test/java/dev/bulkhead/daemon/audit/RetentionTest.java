package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.ACME;
import static dev.bulkhead.daemon.audit.StreamFixture.ended;
import static dev.bulkhead.daemon.audit.StreamFixture.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.audit.Break.Kind;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.TenantSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What leaves a stream by its age, what stays, and what verification says of a beginning that nobody has signed. */
class RetentionTest {
    private static final Duration SPAN = Duration.ofDays(400);
    private static final Instant Q1 = Instant.parse("2025-02-01T00:00:00Z");
    private static final Instant Q2 = Instant.parse("2025-05-01T00:00:00Z");
    private static final Instant NOW = StreamFixture.NOW;
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final StreamFixture fixture = new StreamFixture();

    /** Which quarters the last {@link #crashedCopy} had left. */
    private List<String> crashed = List.of();

    @AfterEach
    void removeHome() {
        fixture.close();
    }

    @Test
    void wholeQuartersLeaveAndTheRestStillVerifies() throws Exception {
        try (AuditStream stream = twoOldQuarters()) {
            stream.retaining().remove(plan(stream), "4711 /usr/bin/java");
            assertThat(quarters()).containsExactly("2026-Q4.db");
            assertRemoved(24, 5);
            stream.append(ended("later", NOW, ResultStatus.SUCCESS));
        }
        fixture.open().close();
        assertRemoved(24, 6);
        assertThat(new AuditReader(fixture.home).removed(ACME))
                .contains(new AuditReader.Removed(24, NOW.minus(Duration.ofDays(3))));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theVerifierWithoutUsAcceptsItAndNamesTheRowThatSaysSo() throws Exception {
        removed();
        assertThat(withoutUs())
                .contains("rows 1 to 24 were removed by retention on 2026-11-20, as row 29 says", "verified 5 events")
                .endsWith("=0");
    }

    @Test
    void oneThatLeavesLaterStartsWhereTheOneBeforeEnded() throws Exception {
        try (AuditStream stream = twoOldQuarters()) {
            stream.retaining().remove(plan(stream, Instant.parse("2026-04-01T00:00:00Z")), "supervisor");
            assertThat(quarters()).containsExactly("2025-Q2.db", "2026-Q4.db");
            assertRemoved(12, 17);
            stream.retaining().remove(plan(stream), "supervisor");
            assertThat(quarters()).containsExactly("2026-Q4.db");
            assertRemoved(24, 6);
        }
        assertThat(withoutUs()).contains("rows 1 to 24 were removed").endsWith("=0");
    }

    @Test
    void oneThatWasStoppedDoesNotUndoTheOneBeforeIt() throws Exception {
        try (AuditStream stream = twoOldQuarters()) {
            stream.retaining().remove(plan(stream, Instant.parse("2026-04-01T00:00:00Z")), "supervisor");
            stream.retaining().record(plan(stream), "supervisor");
            crashedCopy();
            assertThat(crashed).containsExactly("2025-Q2", "2026-Q4");
            assertRemoved(12, 18);
            assertThat(withoutUs()).contains("rows 1 to 12 were removed").endsWith("=0");
        }
    }

    @Test
    void theCurrentQuarterStaysHoweverOldItIs() throws Exception {
        try (AuditStream stream = twoOldQuarters()) {
            RetentionPlan plan = RetentionPlan.of(
                    fixture.place().folder(), Duration.ofDays(1), NOW.plus(Duration.ofDays(9_999)), 999);
            assertThat(plan.leaving()).extracting(RetentionPlan.Aged::quarter).containsExactly("2025-Q1", "2025-Q2");
            assertThat(stream.callsEnded()).isEqualTo(28);
        }
    }

    @Test
    void aQuarterWithAnOpenCallStays() throws Exception {
        try (AuditStream stream = fixture.open()) {
            stream.append(started("open", Q1));
            day(stream, Q2, "a");
            day(stream, NOW.minus(Duration.ofDays(2)), "b");
            day(stream, NOW.minus(Duration.ofDays(1)), "c");
            day(stream, NOW, "d");
            assertThat(plan(stream).leaving()).isEmpty();
            stream.append(ended("open", NOW, ResultStatus.SUCCESS));
            assertThat(plan(stream).leaving()).hasSize(2);
        }
    }

    @Test
    void aClockThatJumpsAYearAheadEmptiesNothing() throws Exception {
        Instant jumped = NOW.plus(Duration.ofDays(600));
        try (AuditStream stream = fixture.open()) {
            for (int day = 5; day > 0; day--) {
                day(stream, NOW.minus(Duration.ofDays(day)), "before-" + day);
            }
            day(stream, jumped, "after");
            day(stream, jumped.plus(Duration.ofDays(1)), "the day after");
            assertThat(plan(stream, jumped.plus(Duration.ofDays(1))).leaving()).isEmpty();
            day(stream, jumped.plus(Duration.ofDays(2)), "twin: a third day of work");
            assertThat(plan(stream, jumped.plus(Duration.ofDays(2))).leaving()).hasSize(1);
            assertThat(plan(stream, NOW).leaving())
                    .as("by the clock that is right again")
                    .isEmpty();
        }
    }

    @Test
    void aQuarterThatWasTakenAwayByHandIsMissed() throws Exception {
        twoOldQuarters().close();
        Files.delete(fixture.segment("2025-Q1"));
        assertBroken(1, Kind.REMOVED);
        assertThatThrownBy(fixture::open)
                .isInstanceOf(BrokenStreamException.class)
                .hasMessageContaining("rows 1 to 12");
        assertThat(withoutUs()).contains("first bad event 1: removed").endsWith("=1");
    }

    @Test
    void anotherQuarterThatWasTakenAwayBehindOneThatLeftIsMissed() throws Exception {
        try (AuditStream stream = twoOldQuarters()) {
            stream.retaining().remove(plan(stream, Instant.parse("2026-04-01T00:00:00Z")), "supervisor");
        }
        Files.delete(fixture.segment("2025-Q2"));
        assertBroken(13, Kind.REMOVED);
        assertThatThrownBy(fixture::open).isInstanceOf(BrokenStreamException.class);
        assertThat(withoutUs()).contains("first bad event 13: removed").endsWith("=1");
    }

    @Test
    void aForgedRowThatOrdinaryCheckpointsCoverAllowsNothing() throws Exception {
        try (AuditStream stream = twoOldQuarters()) {
            stream.append(AuditEvent.of(
                    NOW,
                    ACME,
                    EventType.SEGMENTS_REMOVED,
                    ResultStatus.SUCCESS,
                    null,
                    "supervisor",
                    "{\"first\":1,\"last\":24,\"rows\":24}"));
            stream.checkpointNow();
        }
        Files.delete(fixture.segment("2025-Q1"));
        Files.delete(fixture.segment("2025-Q2"));
        assertBroken(1, Kind.REMOVED);
        assertThatThrownBy(fixture::open).isInstanceOf(BrokenStreamException.class);
        assertThat(withoutUs()).contains("first bad event 1: removed").endsWith("=1");
    }

    @Test
    void aCheckpointThatNamesAnotherBeginningDoesNotHold() throws Exception {
        try (AuditStream stream = twoOldQuarters()) {
            stream.retaining().remove(plan(stream, Instant.parse("2026-04-01T00:00:00Z")), "supervisor");
        }
        Files.delete(fixture.segment("2025-Q2"));
        fixture.dropTriggers();
        fixture.raw("UPDATE checkpoint SET note = replace(note, 'begins 13 ', 'begins 25 ')");
        Path log = fixture.place().checkpoints();
        Files.writeString(log, Files.readString(log).replace("begins 13 ", "begins 25 "));
        assertBroken(1, Kind.REMOVED);
        assertThatThrownBy(fixture::open).isInstanceOf(BrokenStreamException.class);
        assertThat(withoutUs()).endsWith("=1");
    }

    @Test
    void nobodyHasToAskForIt() throws Exception {
        twoOldQuarters().close();
        AuditVerifier verifier = new AuditVerifier(fixture.home, fixture.signingKeys());
        try (AuditStreams streams = new AuditStreams(fixture.home, CLOCK, RandomGenerator.getDefault());
                Retention retention = new Retention(fixture.home, streams, verifier, CLOCK)) {
            retention.look();
            assertThat(quarters()).as("of nobody's settings").hasSize(3);
            retention.changed(ACME, TenantSettings.defaults(ACME, "Acme"));
            retention.look();
            assertThat(quarters()).containsExactly("2026-Q4.db");
        }
    }

    @Test
    void nothingLeavesAStreamThatIsNotAsItWasWritten() throws Exception {
        twoOldQuarters().close();
        AuditVerifier verifier = new AuditVerifier(fixture.home, fixture.signingKeys());
        try (AuditStreams streams = new AuditStreams(fixture.home, CLOCK, RandomGenerator.getDefault());
                Retention retention = new Retention(fixture.home, streams, verifier, CLOCK)) {
            retention.changed(ACME, TenantSettings.defaults(ACME, "Acme"));
            streams.stream(ACME);
            byte[] q2 = Files.readAllBytes(fixture.segment("2025-Q2"));
            Files.write(fixture.segment("2025-Q2"), new byte[8_192]);
            assertThatThrownBy(() -> retention.apply(ACME, "supervisor")).isInstanceOf(IOException.class);
            assertThat(quarters()).hasSize(3);
            Files.write(fixture.segment("2025-Q2"), q2);
            assertThat(retention.apply(ACME, "supervisor").leaving()).as("twin").hasSize(2);
            assertThat(quarters()).containsExactly("2026-Q4.db");
        }
    }

    @Test
    void otherPeaksAtTheBeginningDoNotGiveTheRoots() throws Exception {
        removed();
        fixture.dropTriggers();
        fixture.raw("UPDATE meta SET first_peaks = zeroblob(length(first_peaks))");
        assertThat(fixture.verify()).isInstanceOf(Verification.Broken.class);
        assertThat(withoutUs()).endsWith("=1");
    }

    @Test
    void aQuarterThatWasPutBackIsToldAndLeavesAgain() throws Exception {
        AuditStream first = twoOldQuarters();
        first.close();
        Map<String, byte[]> copies = new TreeMap<>();
        for (String quarter : new String[] {"2025-Q1", "2025-Q2"}) {
            copies.put(quarter, Files.readAllBytes(fixture.segment(quarter)));
        }
        try (AuditStream stream = fixture.open()) {
            stream.retaining().remove(plan(stream), "supervisor");
            for (Map.Entry<String, byte[]> copy : copies.entrySet()) {
                Files.write(fixture.segment(copy.getKey()), copy.getValue());
            }
            assertThat(fixture.verify())
                    .isInstanceOfSatisfying(
                            Verification.Verified.class,
                            sound -> assertThat(sound.notes())
                                    .anySatisfy(note ->
                                            assertThat(note).contains("rows 1 to 24 are there", "put them back")));
            stream.retaining().remove(plan(stream), "supervisor");
            assertRemoved(24, 6);
            Files.write(fixture.segment("2025-Q1"), copies.get("2025-Q1"));
        }
        assertBroken(13, Kind.REMOVED);
    }

    @Test
    void aPutBackCopyThatWasChangedIsABreak() throws Exception {
        twoOldQuarters().close();
        byte[] q1 = Files.readAllBytes(fixture.segment("2025-Q1"));
        try (AuditStream stream = fixture.open()) {
            stream.retaining().remove(plan(stream, Instant.parse("2026-04-01T00:00:00Z")), "supervisor");
        }
        Files.write(fixture.segment("2025-Q1"), q1);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + fixture.segment("2025-Q1"));
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TRIGGER entry_no_update");
            statement.execute("UPDATE entry SET peer = 'x' WHERE seq = 5");
        }
        assertBroken(5, Kind.CHANGED);
    }

    private AuditStream twoOldQuarters() throws IOException {
        return twoOldQuarters(fixture);
    }

    /** As after a SIGKILL: what is on the disk now, opened anew. */
    private void crashedCopy() throws IOException {
        Map<Path, byte[]> kept = new TreeMap<>();
        for (Path folder : new Path[] {
            fixture.place().folder(),
            fixture.place().head().getParent(),
            fixture.place().checkpoints().getParent(),
            fixture.place().retaining().getParent(),
            fixture.home.state()
        }) {
            try (var files = Files.list(folder)) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    kept.put(file, Files.readAllBytes(file));
                }
            }
        }
        try (StreamFixture other = new StreamFixture()) {
            for (Map.Entry<Path, byte[]> file : kept.entrySet()) {
                Path to = other.home.root().resolve(fixture.home.root().relativize(file.getKey()));
                Files.createDirectories(to.getParent());
                Files.write(to, file.getValue());
            }
            assertThat(other.place().retaining()).exists();
            assertThat(other.verify()).isInstanceOf(Verification.Verified.class);
            other.open().close();
            assertThat(other.place().retaining()).doesNotExist();
            assertThat(other.verify()).isInstanceOf(Verification.Verified.class);
            crashed = Segments.in(other.place().folder()).keySet().stream()
                    .map(Quarter::toString)
                    .toList();
        }
    }

    @Test
    void oneThatWasStoppedAtAnyStepBehindTheSignatureIsFinishedByTheNextOpening() throws Exception {
        try (AuditStream stream = twoOldQuarters()) {
            stream.retaining().record(plan(stream), "supervisor");
            crashedCopy();
            assertThat(crashed).as("not signed yet").containsExactly("2025-Q1", "2025-Q2", "2026-Q4");
            stream.retaining().confirm();
            crashedCopy();
            assertThat(crashed).as("signed, nothing removed").containsExactly("2026-Q4");
            Files.delete(fixture.segment("2025-Q1"));
            crashedCopy();
            assertThat(crashed).as("the first file removed").containsExactly("2026-Q4");
            Files.delete(fixture.segment("2025-Q2"));
            crashedCopy();
            assertThat(crashed).as("both removed").containsExactly("2026-Q4");
            assertThat(stream.retaining().finish()).isTrue();
        }
        assertRemoved(24, 5);
    }

    /** Twelve rows in each of two quarters that are too old, four on three days of this one. */
    static AuditStream twoOldQuarters(StreamFixture into) throws IOException {
        AuditStream stream = into.open();
        for (Instant quarter : new Instant[] {Q1, Q2}) {
            for (int i = 0; i < 6; i++) {
                day(stream, quarter, quarter + "-" + i);
            }
        }
        day(stream, NOW.minus(Duration.ofDays(3)), "x");
        stream.append(ended("y", NOW.minus(Duration.ofDays(2)), ResultStatus.SUCCESS));
        stream.append(ended("z", NOW, ResultStatus.SUCCESS));
        return stream;
    }

    private static void day(AuditStream stream, Instant time, String call) throws IOException {
        stream.append(started(call, time));
        stream.append(ended(call, time, ResultStatus.SUCCESS));
    }

    private void removed() throws IOException {
        try (AuditStream stream = twoOldQuarters()) {
            stream.retaining().remove(plan(stream), "supervisor");
        }
    }

    private RetentionPlan plan(AuditStream stream) throws IOException {
        return plan(stream, NOW);
    }

    private RetentionPlan plan(AuditStream stream, Instant clock) throws IOException {
        return RetentionPlan.of(fixture.place().folder(), SPAN, clock, stream.callsEnded());
    }

    private List<String> quarters() throws IOException {
        try (var files = Files.list(fixture.place().folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".db"))
                    .sorted()
                    .toList();
        }
    }

    private String withoutUs() throws Exception {
        return VerifierWithoutUsTest.run(fixture, fixture.home.stream(ACME), true);
    }

    private void assertRemoved(long rows, long left) throws IOException {
        assertThat(fixture.verify()).isInstanceOfSatisfying(Verification.Verified.class, sound -> {
            assertThat(sound.events()).isEqualTo(left);
            assertThat(sound.notes())
                    .anySatisfy(note ->
                            assertThat(note).startsWith("the rows 1 to " + rows + " were removed by retention"));
        });
    }

    private void assertBroken(long seq, Kind kind) throws IOException {
        assertThat(fixture.verify()).isInstanceOfSatisfying(Verification.Broken.class, broken -> {
            assertThat(broken.found().kind()).isEqualTo(kind);
            assertThat(broken.found().seq()).isEqualTo(seq);
        });
    }
}
