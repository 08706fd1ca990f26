package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.ACME;
import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static dev.bulkhead.daemon.audit.StreamFixture.ended;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RowProofsTest {
    private final StreamFixture fixture = new StreamFixture();
    private final AuditVerifier verifier = new AuditVerifier(fixture.home, fixture.signingKeys());

    @AfterEach
    void removeHome() {
        fixture.close();
    }

    private RowProof proof(long seq) throws IOException {
        return new RowProofs(fixture.home, fixture.signingKeys(), verifier)
                .of(ACME, seq)
                .orElseThrow();
    }

    private RowProof.Verdict verdict(long seq) throws IOException {
        return proof(seq).verdict();
    }

    /** Two hundred and sixty rows in one segment, forty in the next. */
    private void twoSegments() throws IOException {
        try (AuditStream stream = fixture.open()) {
            fixture.calls(stream, 130);
            for (int i = 0; i < 40; i++) {
                stream.append(ended("later-" + i, NOW.plus(Duration.ofDays(92)), ResultStatus.SUCCESS));
            }
        }
    }

    @Test
    void everyRowOfAClosedStreamIsProvenByTheNextCheckpoint() throws Exception {
        twoSegments();
        for (long seq = 1; seq <= 300; seq++) {
            assertThat(proof(seq)).satisfies(proof -> {
                assertThat(proof.verdict())
                        .as("row %d: %s", proof.row().seq(), proof)
                        .isEqualTo(RowProof.Verdict.PROVEN);
                assertThat(proof.covering().orElseThrow().checkpoint().size())
                        .isGreaterThanOrEqualTo(proof.row().seq());
                assertThat(proof.whole()).isEqualTo(RowProof.Whole.NOT_YET);
            });
        }
        assertThat(new RowProofs(fixture.home, fixture.signingKeys(), verifier).of(ACME, 301))
                .isEmpty();
        assertThat(new RowProofs(fixture.home, fixture.signingKeys(), verifier).of(ACME, 0))
                .isEmpty();
        assertThat(new RowProofs(fixture.home, fixture.signingKeys(), verifier).of(ACME, -7))
                .isEmpty();
    }

    @Test
    void aRowWaitsForItsCheckpoint() throws Exception {
        try (AuditStream stream = fixture.open()) {
            fixture.calls(stream, 51);
            stream.checkpointNow();
            stream.append(ended("last", NOW, ResultStatus.SUCCESS));
            RowProof last = proof(103);
            assertThat(last.verdict()).isEqualTo(RowProof.Verdict.WAITING);
            assertThat(last.newest()).isEqualTo(103);
            assertThat(last.checkpointed()).isEqualTo(102);
            assertThat(verdict(101)).isEqualTo(RowProof.Verdict.PROVEN);
        }
    }

    @Test
    void aVerificationOfTheWholeIsTold() throws Exception {
        try (AuditStream stream = fixture.open()) {
            fixture.calls(stream, 5);
            verifier.verify(ACME);
            fixture.calls(stream, 1);
            assertThat(proof(10).whole()).isEqualTo(RowProof.Whole.PASSED);
            assertThat(proof(11).whole()).isEqualTo(RowProof.Whole.NOT_YET);
        }
    }

    @Test
    void aChangedRowIsBrokenAndSoIsTheOneBehindIt() throws Exception {
        twoSegments();
        fixture.raw("DROP TRIGGER entry_no_update", "UPDATE entry SET tool_name = 'gone' WHERE seq = 270");
        assertThat(proof(270).hashHolds()).isFalse();
        assertThat(verdict(270)).isEqualTo(RowProof.Verdict.BROKEN);
        assertThat(verdict(269)).isEqualTo(RowProof.Verdict.PROVEN);
        verifier.verify(ACME);
        assertThat(proof(269).whole()).isEqualTo(RowProof.Whole.PASSED);
        assertThat(proof(270).whole()).isEqualTo(RowProof.Whole.FIRST_BAD);
        assertThat(proof(271).whole()).isEqualTo(RowProof.Whole.BEHIND_A_BREAK);
    }

    @Test
    void aRowThatWasHashedAnewLeadsToNoSignedRoot() throws Exception {
        twoSegments();
        AuditEntry row = fixture.rows().get(269);
        fixture.dropTriggers();
        fixture.raw("UPDATE entry SET tool_name = 'gone' WHERE seq = 270");
        String hash = new EntryHash().of(fixture.rows().get(269));
        assertThat(hash).isNotEqualTo(row.entryHash());
        fixture.raw(
                "UPDATE entry SET entry_hash = x'" + hash + "' WHERE seq = 270",
                "UPDATE entry SET prev_hash = x'" + hash + "' WHERE seq = 271");
        assertThat(proof(270).hashHolds()).isTrue();
        assertThat(proof(270).follows()).isTrue();
        assertThat(proof(270).covering().orElseThrow().included()).isFalse();
        assertThat(verdict(270)).isEqualTo(RowProof.Verdict.BROKEN);
        // Others between the same two checkpoints are proven by nothing any more.
        assertThat(verdict(265)).isEqualTo(RowProof.Verdict.BROKEN);
        assertThat(verdict(255)).isEqualTo(RowProof.Verdict.PROVEN);
    }

    @Test
    void peaksThatWereExchangedProveNothing() throws Exception {
        twoSegments();
        fixture.dropTriggers();
        fixture.raw("UPDATE meta SET first_peaks = zeroblob(length(first_peaks))");
        assertThat(proof(262).covering().orElseThrow().included()).isFalse();
    }

    @Test
    void aCheckpointOfAnotherKeyProvesNothing() throws Exception {
        twoSegments();
        java.nio.file.Files.delete(fixture.home.state().resolve("checkpoint-signing.key"));
        RowProof proof = proof(7);
        assertThat(proof.covering().orElseThrow().signature()).isEqualTo(Checkpoint.Signature.UNKNOWN);
        assertThat(proof.verdict()).isEqualTo(RowProof.Verdict.UNPROVEN);
    }

    @Test
    void whatStandsBesideARowIsLookedAt() throws Exception {
        try (AuditStream stream = fixture.open()) {
            for (String subject : List.of("bob", "eve")) {
                stream.append(
                        AuditEvent.of(NOW, ACME, EventType.SIGN_IN, ResultStatus.SUCCESS, null, "7 /bin/sh", "by hand")
                                .withSubject(subject));
            }
            fixture.calls(stream, 1);
            stream.checkpointNow();
        }
        assertThat(proof(1).beside()).isEqualTo(RowProof.Beside.KEPT);
        assertThat(proof(4).beside()).isEqualTo(RowProof.Beside.NONE);
        fixture.dropTriggers();
        fixture.raw("DELETE FROM personal WHERE seq = 1", "UPDATE personal SET form = 'json' WHERE seq = 2");
        assertThat(proof(1).beside()).isEqualTo(RowProof.Beside.ERASED);
        assertThat(proof(2).beside()).isEqualTo(RowProof.Beside.CHANGED);
        assertThat(verdict(2)).isEqualTo(RowProof.Verdict.BROKEN);
    }

    @Test
    void rowsOfAnAcceptedBreakSaySo() throws Exception {
        twoSegments();
        fixture.raw("DROP TRIGGER entry_no_update", "UPDATE entry SET tool_name = 'gone' WHERE seq = 299");
        try (AuditStream stream = AuditStream.openBroken(
                fixture.setup(dev.bulkhead.daemon.tenant.Durability.PROCESS),
                AuditEvent.of(NOW, ACME, EventType.AUDIT_BREAK_ACCEPTED, ResultStatus.SUCCESS, null, "7 sh", "seen"))) {
            stream.append(ended("on", NOW, ResultStatus.SUCCESS));
        }
        assertThat(proof(299).inAcceptedBreak()).isTrue();
        assertThat(verdict(299)).isEqualTo(RowProof.Verdict.BROKEN);
        assertThat(proof(301).inAcceptedBreak()).isFalse();
        assertThat(verdict(301)).isEqualTo(RowProof.Verdict.PROVEN);
    }

    @Test
    void rowsAreReadByTheirPlacesFromWhateverSegment() throws Exception {
        twoSegments();
        assertThat(new RowsAt(fixture.home).of(ACME, List.of(3L, 299L, 261L, 260L, 3L, 999L, -1L)))
                .extracting(AuditEntry::seq)
                .containsExactly(299L, 261L, 260L, 3L);
    }
}
