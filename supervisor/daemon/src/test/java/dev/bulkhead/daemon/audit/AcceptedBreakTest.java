package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.ACME;
import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static dev.bulkhead.daemon.audit.StreamFixture.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.audit.Break.Kind;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a stream goes on behind a break that the consultant has accepted, and what is looked at from then on. */
class AcceptedBreakTest {
    private static final AuditEvent ACCEPTANCE = AuditEvent.of(
            NOW, ACME, EventType.AUDIT_BREAK_ACCEPTED, ResultStatus.SUCCESS, null, "7 /bin/sh", "a disk died");

    private final StreamFixture fixture = new StreamFixture();

    @AfterEach
    void removeHome() {
        fixture.close();
    }

    @Test
    void theOnlySegmentIsKeptAsideWhenItCannotBeReadAtAll() throws Exception {
        calls(20);
        byte[] garbage = garbage("2026-Q4");
        assertThatThrownBy(fixture::open).as("nothing is added").isInstanceOf(IOException.class);
        AuditStreams.Accepted accepted = accept();
        assertThat(accepted.from()).isEqualTo(AuditHead.NONE);
        MovedAside moved = accepted.moved().getFirst();
        assertThat(moved.segment()).isEqualTo("2026-Q4.db");
        assertThat(moved.sha256()).isEqualTo(HexFormat.of().formatHex(sha256(garbage)));
        assertThat(fixture.place().folder().resolve(moved.name())).hasBinaryContent(garbage);
        assertThat(fixture.opened(fixture.rows().getFirst()).detail()).contains("a disk died", moved.toString());
        calls(5);
        assertBroken(1, "are as they were written");
        calls(50);
        assertBroken(1, "the rows 1 to 111 are as they were written");
        try (AuditStreams streams = streams()) {
            assertThat(streams.isAccepted(ACME, (Verification.Broken) fixture.verify()))
                    .isTrue();
        }
    }

    @Test
    void aSegmentInTheMiddleThatCannotBeReadIsKeptAsideToo() throws Exception {
        calls(20);
        try (AuditStream stream = fixture.open()) {
            stream.append(ended("q", NOW.plus(Duration.ofDays(92)), ResultStatus.SUCCESS));
            stream.append(ended("q", NOW.plus(Duration.ofDays(183)), ResultStatus.SUCCESS));
        }
        garbage("2027-Q1");
        assertThat(accept().moved()).extracting(MovedAside::segment).containsExactly("2027-Q1.db");
        assertThat(fixture.rows()).hasSize(42);
        assertBroken(41, "behind the break that was accepted the rows 43 to 43 are as they were written");
    }

    @Test
    void aFileThatIsMerelyOfAnotherFormatIsNotMoved() throws Exception {
        calls(1);
        fixture.dropTriggers();
        fixture.raw("UPDATE meta SET format = 9");
        assertThatThrownBy(this::accept).isInstanceOf(IOException.class).hasMessageContaining("format 9");
        assertThat(fixture.segment("2026-Q4")).exists();
    }

    @Test
    void rowsBehindItMustHoldAgain() throws Exception {
        calls(20);
        fixture.dropTriggers();
        fixture.raw("UPDATE entry SET result_status = 'denied' WHERE seq = 7", "DELETE FROM entry WHERE seq = 8");
        fixture.raw("UPDATE entry SET tool_name = 'x' WHERE seq = 30");
        accept();
        calls(400);
        assertBroken(7, "behind the break that was accepted the rows 41 to 841 are as they were written");
        fixture.raw("UPDATE entry SET tool_name = 'x' WHERE seq = 60");
        assertThat(fixture.verify()).isInstanceOfSatisfying(Verification.Broken.class, broken -> {
            assertThat(broken.found().seq()).isEqualTo(60);
            assertThat(broken.found().kind()).isEqualTo(Kind.CHANGED);
            assertThat(broken.notes()).contains("the break at row 7 was accepted; this one was not");
        });
        try (AuditStreams streams = streams()) {
            assertThat(streams.isAccepted(ACME, (Verification.Broken) fixture.verify()))
                    .isFalse();
        }
    }

    private void calls(int count) throws IOException {
        try (AuditStream stream = fixture.open()) {
            fixture.calls(stream, count);
        }
    }

    private byte[] garbage(String quarter) throws IOException {
        Path segment = fixture.segment(quarter);
        byte[] garbage = new byte[8_192];
        Arrays.fill(garbage, (byte) 0x5a);
        Files.write(segment, garbage);
        return garbage;
    }

    private static byte[] sha256(byte[] of) {
        return Sha256.digest().digest(of);
    }

    private AuditStreams.Accepted accept() throws IOException {
        try (AuditStreams streams = streams()) {
            streams.unlocked(ACME, StreamFixture.keys());
            return streams.accept(ACCEPTANCE);
        }
    }

    private AuditStreams streams() {
        return new AuditStreams(fixture.home, Clock.systemUTC(), RandomGenerator.getDefault());
    }

    private void assertBroken(long seq, String note) throws IOException {
        assertThat(fixture.verify()).isInstanceOfSatisfying(Verification.Broken.class, broken -> {
            assertThat(broken.found().seq()).as(broken.found().toString()).isEqualTo(seq);
            assertThat(broken.notes()).anySatisfy(told -> assertThat(told).contains(note));
        });
    }
}
