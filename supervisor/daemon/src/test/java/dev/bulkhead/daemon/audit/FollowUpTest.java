package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static dev.bulkhead.daemon.audit.StreamFixture.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is left of a row when it is committed, while its call is on its way already. */
class FollowUpTest {
    private final StreamFixture fixture = new StreamFixture();

    @AfterEach
    void removeHome() {
        fixture.close();
    }

    private long counted() throws IOException {
        return HeadCounter.read(fixture.place().head())
                .map(mark -> mark.head().seq())
                .orElse(0L);
    }

    @Test
    void theRowIsThereAndTheStreamVerifiesBeforeItsCounterKnows() throws Exception {
        try (AuditStream stream = fixture.open()) {
            stream.append(started("a", NOW));
            Runnable rest = stream.commit(started("b", NOW));
            assertThat(fixture.rows()).hasSize(2);
            assertThat(stream.head().seq()).isEqualTo(2);
            assertThat(counted()).isEqualTo(1);
            assertThat(fixture.verify()).isInstanceOf(Verification.Verified.class);
            rest.run();
            assertThat(counted()).isEqualTo(2);
        }
    }

    /** Of one that is further behind, the next opening says that somebody put an older one back. */
    @Test
    void howeverManyCallsAreOnTheirWayTheCounterIsOneRowBehindAtMost() throws Exception {
        try (AuditStream stream = fixture.open()) {
            List<Runnable> left = new ArrayList<>();
            for (int row = 1; row <= 5; row++) {
                left.add(stream.commit(started("call-" + row, NOW)));
                assertThat(counted()).isEqualTo(row - 1);
            }
            left.getFirst().run();
            assertThat(counted()).isEqualTo(5);
            left.getLast().run();
            assertThat(counted()).isEqualTo(5);
        }
    }

    @Test
    void aStreamThatIsClosedInBetweenLeavesNothingBehind() throws Exception {
        Runnable rest;
        try (AuditStream stream = fixture.open()) {
            rest = stream.commit(started("a", NOW));
        }
        assertThat(counted()).isEqualTo(1);
        rest.run();
        assertThat(counted()).isEqualTo(1);
        assertThat(fixture.verify()).isInstanceOf(Verification.Verified.class);
    }

    @Test
    void whereTheCounterCannotBeWrittenTheNextRowIsRefused() throws Exception {
        try (AuditStream stream = fixture.open()) {
            Files.createDirectories(fixture.place().head());
            stream.commit(started("a", NOW)).run();
            assertThatThrownBy(() -> stream.append(started("b", NOW))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> stream.commit(started("b", NOW))).isInstanceOf(IOException.class);
            assertThat(fixture.rows()).hasSize(1);
            Files.delete(fixture.place().head());
            stream.append(started("b", NOW));
            assertThat(fixture.rows()).hasSize(2);
            assertThat(counted()).isEqualTo(2);
        }
    }
}
