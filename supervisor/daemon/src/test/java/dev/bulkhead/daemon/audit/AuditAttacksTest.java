package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.ACME;
import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.audit.Break.Kind;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody can do to a closed stream who may write every file of it, and what verification and the next opening say. */
class AuditAttacksTest {
    private final StreamFixture fixture = new StreamFixture();

    @AfterEach
    void removeHome() {
        fixture.close();
    }

    @Test
    void aChangedRowIsNamedAndNothingIsAddedBehindIt() throws Exception {
        calls(60);
        fixture.dropTriggers();
        fixture.raw("UPDATE entry SET result_status = 'denied' WHERE seq = 119");
        assertBroken(119, Kind.CHANGED);
        assertRefused(119);
    }

    @Test
    void theNewestRowsCannotBeCutOffUnseen() throws Exception {
        calls(60);
        fixture.dropTriggers();
        fixture.raw("DELETE FROM entry WHERE seq > 110");
        assertBroken(111, Kind.CUT);
        assertRefused(111);
    }

    @Test
    void theNewestRowsCannotBeCutOffWithTheirCheckpointsUnseen() throws Exception {
        calls(60);
        fixture.dropTriggers();
        fixture.raw("DELETE FROM entry WHERE seq > 110", "DELETE FROM checkpoint WHERE size > 110");
        assertBroken(111, Kind.ROLLED_BACK);
        assertRefused(111);
    }

    @Test
    void anOlderCopyThatWasPutBackIsSeen() throws Exception {
        calls(20);
        Path segment = fixture.segment("2026-Q4");
        Path copy = segment.resolveSibling("copy");
        Files.copy(segment, copy);
        calls(20);
        Files.move(copy, segment, StandardCopyOption.REPLACE_EXISTING);
        assertBroken(41, Kind.ROLLED_BACK);
        assertRefused(41);
    }

    @Test
    void aRemovedStreamIsSeen() throws Exception {
        calls(20);
        Files.delete(fixture.segment("2026-Q4"));
        assertBroken(1, Kind.ROLLED_BACK);
        assertRefused(1);
    }

    @Test
    void aStreamThatWasWrittenAnewIsSeenByEachOfCheckpointsLogAndCounter() throws Exception {
        calls(60);
        rewritten("DELETE FROM checkpoint WHERE 0");
        assertBroken(1, Kind.REWRITTEN);
        fixture.raw("DELETE FROM checkpoint");
        assertBroken(1, Kind.REWRITTEN);
        assertRefused(1);
        Files.delete(fixture.place().checkpoints());
        assertBroken(1, Kind.REWRITTEN);
        assertRefused(120);
    }

    @Test
    void whatNoStateIsLeftOfAnAnchorAloneKnows() throws Exception {
        Path anchor = fixture.home.root().resolve("anchor.log");
        try (AuditStream stream = fixture.open()) {
            stream.anchor(Optional.of(anchor));
            fixture.calls(stream, 60);
        }
        assertThat(verify(Optional.of(anchor))).isInstanceOfSatisfying(Verification.Verified.class, sound -> {
            assertThat(sound.report().anchored()).hasValue(2);
            assertThat(sound.report().unprovable()).isEmpty();
        });
        rewritten("DELETE FROM checkpoint");
        Files.delete(fixture.place().checkpoints());
        Files.delete(fixture.place().head());
        assertThat(fixture.verify()).isInstanceOfSatisfying(Verification.Verified.class, deceived -> {
            assertThat(deceived.notes()).anyMatch(note -> note.contains("no head counter"));
            assertThat(deceived.report().unprovable()).hasSize(1);
        });
        assertThat(verify(Optional.of(anchor)))
                .isInstanceOfSatisfying(
                        Verification.Broken.class,
                        broken -> assertThat(broken.found().kind()).isEqualTo(Kind.REWRITTEN));
    }

    @Test
    void theStateOfAnEarlierTimePutBackWithTheStreamIsSeenByTheAnchor() throws Exception {
        Path anchor = fixture.home.root().resolve("anchor.log");
        calls(20);
        Path copy = Files.createTempDirectory(fixture.home.root(), "copy");
        copy(fixture.home.state(), copy.resolve("state"));
        copy(fixture.home.stream(ACME), copy.resolve("stream"));
        try (AuditStream stream = fixture.open()) {
            stream.anchor(Optional.of(anchor));
            fixture.calls(stream, 20);
        }
        copy(copy.resolve("state"), fixture.home.state());
        copy(copy.resolve("stream"), fixture.home.stream(ACME));
        assertThat(fixture.verify()).isInstanceOf(Verification.Verified.class);
        assertThat(verify(Optional.of(anchor))).isInstanceOfSatisfying(Verification.Broken.class, broken -> {
            assertThat(broken.found().kind()).isEqualTo(Kind.ROLLED_BACK);
            assertThat(broken.found().seq()).isEqualTo(41);
        });
    }

    @Test
    void whatStandsBesideARowCanBeNeitherChangedNorMovedNorRemoved() throws Exception {
        for (String attack : List.of(
                "UPDATE personal SET content = content || ' ' WHERE seq = 2",
                "UPDATE personal SET subject_ref = 'x' WHERE seq = 2",
                "UPDATE personal SET salt = zeroblob(32) WHERE seq = 2",
                "UPDATE personal SET form = 'json' WHERE seq = 2",
                "UPDATE personal SET content = (SELECT content FROM personal WHERE seq = 3) WHERE seq = 2",
                "DELETE FROM personal WHERE seq IN (1, 3); UPDATE personal SET seq = 3 WHERE seq = 2")) {
            try (StreamFixture own = new StreamFixture()) {
                signIns(own, 3);
                own.dropTriggers();
                own.raw(attack.split("; ", -1));
                assertThat(own.verify())
                        .as(attack)
                        .isInstanceOfSatisfying(
                                Verification.Broken.class,
                                broken -> assertThat(broken.found().kind()).isEqualTo(Kind.PERSONAL_CHANGED));
            }
        }
        signIns(fixture, 3);
        fixture.dropTriggers();
        fixture.raw("DELETE FROM personal WHERE seq = 2");
        assertBroken(2, Kind.PERSONAL_REMOVED);
    }

    @Test
    void anErasureExplainsWhatIsGoneBeforeItAndNothingElse() throws Exception {
        signIns(fixture, 5);
        try (AuditStream stream = fixture.open()) {
            stream.append(AuditEvent.of(
                    NOW,
                    ACME,
                    EventType.PERSONAL_ERASED,
                    ResultStatus.SUCCESS,
                    null,
                    null,
                    "{\"rows\":[[2,3],[6,99]]}"));
        }
        signIns(fixture, 1);
        fixture.dropTriggers();
        fixture.raw("DELETE FROM personal WHERE seq IN (2, 3)");
        assertThat(fixture.verify())
                .isInstanceOfSatisfying(
                        Verification.Verified.class,
                        sound -> assertThat(sound.report().erased()).isEqualTo(2));
        fixture.raw("DELETE FROM personal WHERE seq = 7");
        assertBroken(7, Kind.PERSONAL_REMOVED);
    }

    @Test
    void theFilesOfTwoTenantsCannotBeExchanged() throws Exception {
        calls(5);
        TenantId globex = new TenantId("globex");
        Files.createDirectories(fixture.home.stream(globex));
        Files.move(fixture.segment("2026-Q4"), fixture.home.stream(globex).resolve("2026-Q4.db"));
        assertThat(new AuditVerifier(fixture.home, fixture.signingKeys()).verify(globex))
                .isInstanceOfSatisfying(
                        Verification.Broken.class,
                        broken -> assertThat(broken.found().kind()).isEqualTo(Kind.FOREIGN));
        try (AuditStreams streams = new AuditStreams(
                fixture.home, java.time.Clock.systemUTC(), java.util.random.RandomGenerator.getDefault())) {
            assertThatThrownBy(() -> streams.stream(globex)).isInstanceOf(BrokenStreamException.class);
            assertThat(streams.broken(globex)).get().asString().contains("audit verify globex");
            assertThatThrownBy(() -> streams.stream(ACME)).isInstanceOf(BrokenStreamException.class);
        }
    }

    @Test
    void triggersWrittenAwayThroughTheSchemaAreNoted() throws Exception {
        calls(5);
        fixture.raw(
                "PRAGMA writable_schema = ON",
                "DELETE FROM sqlite_schema WHERE type = 'trigger'",
                "PRAGMA writable_schema = RESET",
                "UPDATE entry SET peer = '1 x' WHERE seq = 4");
        assertBroken(4, Kind.CHANGED);
        assertThat(fixture.verify().notes()).hasSize(Schema.TRIGGERS.size());
    }

    @Test
    void aForgedCheckpointIsNamed() throws Exception {
        calls(60);
        fixture.dropTriggers();
        fixture.raw("UPDATE checkpoint SET note = replace(note, 'head ', 'head 0') WHERE size = 100");
        assertBroken(100, Kind.CHECKPOINT_CHANGED);
    }

    @Test
    void aCheckpointByAnotherKeyProvesNothingAndIsNoted() throws Exception {
        calls(60);
        Files.delete(fixture.home.state().resolve("checkpoint-signing.key"));
        assertThat(fixture.verify()).isInstanceOfSatisfying(Verification.Verified.class, sound -> {
            assertThat(sound.report().checkpoints()).isZero();
            assertThat(sound.notes()).anyMatch(note -> note.contains("another key"));
        });
        fixture.open().close();
        assertThat(fixture.rows()).extracting(AuditEntry::eventType).contains("audit_state_odd");
    }

    @Test
    void deletedCheckpointsAreReplacedByThoseOfTheState() throws Exception {
        calls(60);
        fixture.dropTriggers();
        fixture.raw("DELETE FROM checkpoint");
        assertThat(fixture.verify())
                .isInstanceOfSatisfying(
                        Verification.Verified.class,
                        sound -> assertThat(sound.report().checkpoints()).isEqualTo(2));
        fixture.raw("DELETE FROM entry WHERE seq > 90");
        assertBroken(91, Kind.ROLLED_BACK);
    }

    @Test
    void aDeletedHeadCounterIsToldInTheStream() throws Exception {
        calls(5);
        Files.delete(fixture.place().head());
        fixture.open().close();
        AuditEntry told = fixture.rows().getLast();
        assertThat(told.eventType()).isEqualTo("audit_state_odd");
        assertThat(fixture.opened(told).detail()).contains("head counter was missing");
        fixture.open().close();
        assertThat(fixture.rows()).hasSize(11);
    }

    @Test
    void whatAPowerCutMayHaveTakenIsToldAndIsNoFailure() throws Exception {
        killedAfter(5);
        fixture.dropTriggers();
        fixture.raw("DELETE FROM entry WHERE seq > 8");
        assertRefused(9);
        fixture.reboot();
        fixture.open().close();
        AuditEntry told = fixture.rows().get(8);
        assertThat(told.eventType()).isEqualTo("audit_rows_lost");
        assertThat(fixture.opened(told).detail()).startsWith("2 rows behind row 8");
        assertThat(fixture.verify()).isInstanceOf(Verification.Verified.class);
    }

    @Test
    void whatWasFlushedBeforeAPowerCutCannotBeLostToIt() throws Exception {
        calls(5);
        fixture.dropTriggers();
        fixture.raw("DELETE FROM entry WHERE seq > 8", "DELETE FROM checkpoint");
        Files.delete(fixture.place().checkpoints());
        fixture.reboot();
        assertRefused(9);
    }

    @Test
    void afterAnAcceptedBreakTheStreamGoesOnAndVerificationStillNamesIt() throws Exception {
        calls(60);
        fixture.dropTriggers();
        fixture.raw("UPDATE entry SET result_status = 'denied' WHERE seq = 119", "DELETE FROM entry WHERE seq = 120");
        assertRefused(119);
        AuditEvent acceptance = AuditEvent.of(
                NOW, ACME, EventType.AUDIT_BREAK_ACCEPTED, ResultStatus.SUCCESS, null, "7 /bin/sh", "a disk died");
        AuditStream.openBroken(fixture.setup(dev.bulkhead.daemon.tenant.Durability.PROCESS), acceptance)
                .close();
        calls(60);
        calls(1);
        assertThat(fixture.rows()).hasSize(119 + 1 + 120 + 2);
        assertThat(fixture.rows().get(119).eventType()).isEqualTo("audit_break_accepted");
        assertBroken(119, Kind.CHANGED);
        fixture.raw("DELETE FROM entry WHERE seq > 200");
        assertThatThrownBy(fixture::open).isInstanceOf(BrokenStreamException.class);
    }

    @Test
    void aFileOfFormatOneSaysSo() throws Exception {
        calls(1);
        fixture.dropTriggers();
        fixture.raw("UPDATE meta SET format = 1");
        assertBroken(1, Kind.UNREADABLE);
        assertThatThrownBy(fixture::open).isInstanceOf(IOException.class).hasMessageContaining("of format 1");
    }

    private void calls(int count) throws Exception {
        try (AuditStream stream = fixture.open()) {
            fixture.calls(stream, count);
        }
    }

    /** As a process leaves its stream that was killed before anything was flushed. */
    private void killedAfter(int count) throws Exception {
        AuditStream stream = fixture.open();
        fixture.calls(stream, count);
        byte[] counter = Files.readAllBytes(fixture.place().head());
        fixture.raw("PRAGMA wal_checkpoint(FULL)");
        Path copy = fixture.segment("2026-Q4").resolveSibling("copy");
        Files.copy(fixture.segment("2026-Q4"), copy);
        stream.close();
        Files.move(copy, fixture.segment("2026-Q4"), StandardCopyOption.REPLACE_EXISTING);
        Files.write(fixture.place().head(), counter);
        Files.deleteIfExists(fixture.place().checkpoints());
    }

    private static void signIns(StreamFixture into, int count) throws Exception {
        try (AuditStream stream = into.open()) {
            for (int i = 0; i < count; i++) {
                stream.append(AuditEvent.of(
                                NOW, ACME, EventType.SIGN_IN, ResultStatus.SUCCESS, null, "7 /home/bob/bin/x", "n " + i)
                        .withSubject("bob"));
            }
        }
    }

    /** Gives row 1 another content, and every row its new hash, with {@code also}. */
    private void rewritten(String also) throws Exception {
        fixture.dropTriggers();
        fixture.raw("UPDATE entry SET tool_name = 'forged' WHERE seq = 1", also);
        EntryHash hash = new EntryHash();
        String last = AuditHead.NO_HASH;
        StringBuilder all = new StringBuilder();
        for (AuditEntry row : fixture.rows()) {
            AuditEntry linked = new AuditEntry(
                    row.seq(),
                    row.eventId(),
                    row.timestampMillis(),
                    row.tenantId(),
                    row.sessionId(),
                    row.eventType(),
                    row.toolName(),
                    row.argsHash(),
                    row.resultStatus(),
                    row.latencyMicros(),
                    row.peer(),
                    row.callId(),
                    row.tokenId(),
                    row.bytesIn(),
                    row.bytesOut(),
                    row.commitment(),
                    last,
                    AuditHead.NO_HASH,
                    null);
            String own = hash.of(linked);
            all.append("UPDATE entry SET prev_hash = x'")
                    .append(last)
                    .append("', entry_hash = x'")
                    .append(own)
                    .append("' WHERE seq = ")
                    .append(row.seq())
                    .append(';');
            last = own;
        }
        fixture.raw(all.toString().split(";"));
        assertThat(HexFormat.of().parseHex(last)).hasSize(32);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private Verification verify(Optional<Path> anchor) throws IOException {
        return new AuditVerifier(fixture.home, fixture.signingKeys()).verify(ACME, anchor);
    }

    private void assertBroken(long seq, Kind kind) throws IOException {
        assertThat(fixture.verify()).isInstanceOfSatisfying(Verification.Broken.class, broken -> {
            assertThat(broken.found().kind()).as(broken.found().toString()).isEqualTo(kind);
            assertThat(broken.found().seq()).as(broken.found().toString()).isEqualTo(seq);
        });
    }

    private void assertRefused(long seq) {
        assertThatThrownBy(fixture::open)
                .isInstanceOfSatisfying(
                        BrokenStreamException.class,
                        refused -> assertThat(refused.found().seq())
                                .as(refused.getMessage())
                                .isEqualTo(seq));
    }
}
