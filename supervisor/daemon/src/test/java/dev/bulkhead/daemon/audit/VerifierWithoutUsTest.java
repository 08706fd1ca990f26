package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.ACME;
import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static dev.bulkhead.daemon.audit.StreamFixture.ended;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code supervisor/docs/verify_audit.py}, which a client runs without us: it and we find the same. */
@DisabledOnOs(OS.WINDOWS)
class VerifierWithoutUsTest {
    private final StreamFixture fixture = new StreamFixture();

    @AfterEach
    void removeHome() {
        fixture.close();
    }

    @Test
    void aSoundStreamIsVerifiedWholeAndEachSegmentAlone() throws Exception {
        stream();
        assertThat(run(fixture.home.stream(ACME), true))
                .contains("checkpoints: 3", "verified 134 events")
                .endsWith("=0");
        assertThat(run(fixture.segment("2026-Q4"), false))
                .contains("verified 131 events")
                .endsWith("=0");
        assertThat(run(fixture.segment("2027-Q1"), false))
                .contains("verified 3 events")
                .endsWith("=0");
    }

    @Test
    void whatWasDoneToAStreamIsNamed() throws Exception {
        List<List<String>> attacks = List.of(
                List.of("UPDATE entry SET peer = 'x' WHERE seq = 132", "first bad event 132: changed"),
                List.of("DELETE FROM entry WHERE seq = 132", "first bad event 132: removed"),
                List.of("DELETE FROM entry WHERE seq > 132", "first bad event 133: cut off"),
                List.of(
                        "UPDATE entry SET tenant_id = 'globex' WHERE seq = 132",
                        "first bad event 132: it is of another"),
                List.of("UPDATE personal SET content = 'x' WHERE seq = 134", "first bad event 134: what stands beside"),
                List.of("DELETE FROM personal WHERE seq = 134", "first bad event 134: what stood beside"),
                List.of("UPDATE checkpoint SET note = replace(note, 'head ', 'head 0')", "first bad event"),
                List.of("UPDATE meta SET first_prev_hash = zeroblob(32)", "first bad event 132"));
        for (List<String> attack : attacks) {
            try (StreamFixture own = new StreamFixture()) {
                stream(own);
                own.dropTriggers();
                own.raw(attack.getFirst());
                assertThat(run(own, own.home.stream(ACME), true))
                        .as(attack.getFirst())
                        .contains(attack.getLast())
                        .endsWith("=1");
                assertThat(own.verify()).as(attack.getFirst()).isInstanceOf(Verification.Broken.class);
            }
        }
    }

    @Test
    void aSignatureOfAnotherKeyProvesNothing() throws Exception {
        stream();
        try (StreamFixture other = new StreamFixture()) {
            assertThat(run(other, fixture.home.stream(ACME), false))
                    .contains("checkpoints: 0", "not known: whether 3 checkpoints")
                    .endsWith("=0");
        }
    }

    private void stream() throws Exception {
        stream(fixture);
    }

    /** 131 rows in one quarter and three in the next, the last with something personal. */
    private static void stream(StreamFixture into) throws Exception {
        try (AuditStream stream = into.open()) {
            into.calls(stream, 65);
            stream.append(event(Duration.ZERO));
            for (int i = 0; i < 2; i++) {
                stream.append(ended("q", NOW.plus(Duration.ofDays(92)), ResultStatus.SUCCESS));
            }
            stream.append(event(Duration.ofDays(92)));
        }
    }

    private static AuditEvent event(Duration later) {
        return AuditEvent.of(
                NOW.plus(later), ACME, EventType.CONNECTION_CLOSED, ResultStatus.SUCCESS, null, "7 /bin/sh", "ü 😀");
    }

    private String run(Path what, boolean withTheStatesCheckpoints) throws Exception {
        return run(fixture, what, withTheStatesCheckpoints);
    }

    static String run(StreamFixture of, Path what, boolean withTheStatesCheckpoints) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "python3",
                script().toString(),
                what.toString(),
                "--key",
                of.signingKeys().verifierKey(ACME).toString()));
        if (withTheStatesCheckpoints) {
            command.addAll(List.of("--checkpoints", of.place().checkpoints().toString()));
        }
        Process python = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output.strip() + " =" + python.waitFor();
    }

    private static Path script() {
        Path below = Path.of("../docs/verify_audit.py");
        return Files.exists(below) ? below : Path.of("supervisor/docs/verify_audit.py");
    }
}
