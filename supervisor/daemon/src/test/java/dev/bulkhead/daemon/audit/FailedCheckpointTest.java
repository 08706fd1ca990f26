package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static dev.bulkhead.daemon.audit.StreamFixture.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A checkpoint that cannot be made or kept is told once, tried again, and in the end keeps rows from being added. */
class FailedCheckpointTest {
    private final StreamFixture fixture = new StreamFixture();

    @AfterEach
    void removeHome() {
        fixture.close();
    }

    @Test
    void oneThatCannotBeKeptIsTheEventCheckpointFailedOnceUntilItWorksAgain() throws Exception {
        List<EventType> told = new ArrayList<>();
        Path log = fixture.place().checkpoints();
        try (AuditStream stream = fixture.open()) {
            stream.onOwnEvents((AuditEvent event) -> told.add(event.type()));
            row(stream);
            stream.checkpointNow();
            Path kept = Files.move(log, log.resolveSibling("kept"));
            Files.createDirectory(log);
            for (int i = 0; i < 2; i++) {
                row(stream);
                stream.checkpointNow();
            }
            assertThat(told).containsExactly(EventType.CHECKPOINT_FAILED);
            Files.delete(log);
            Files.move(kept, log);
            row(stream);
            stream.checkpointNow();
            assertThat(told).hasSize(1);
        }
        assertThat(fixture.rows()).extracting(AuditEntry::eventType).contains("checkpoint_failed");
        assertThat(Files.readString(log).split("\n\n— ", -1))
                .as("none is missing")
                .hasSizeGreaterThanOrEqualTo(5);
        assertThat(fixture.verify()).isInstanceOf(Verification.Verified.class);
    }

    @Test
    @Tag("long")
    void behindFiftyThousandRowsWithoutOneNoFurtherRowIsTaken() throws Exception {
        try (AuditStream stream = fixture.open()) {
            row(stream);
            stream.checkpointNow();
            fixture.raw("CREATE TRIGGER none BEFORE INSERT ON checkpoint BEGIN SELECT RAISE(ABORT, 'none'); END");
            assertThatThrownBy(() -> {
                        for (int i = 0; i <= Checkpoints.MOST_UNKEPT_ROWS; i++) {
                            row(stream);
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no checkpoint could be made of the last 50000 rows");
            fixture.raw("DROP TRIGGER none");
            stream.checkpointNow();
            row(stream);
        }
        assertThat(fixture.verify()).isInstanceOf(Verification.Verified.class);
    }

    private static void row(AuditStream stream) throws IOException {
        stream.append(ended("call", NOW, ResultStatus.SUCCESS));
    }
}
