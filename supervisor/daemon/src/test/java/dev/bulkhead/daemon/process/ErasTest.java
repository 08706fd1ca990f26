package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasTest {
    private static final TenantId ACME = new TenantId("acme");

    @TempDir
    Path folder;

    private BulkheadHome home;
    private Instant now = Instant.parse("2026-11-21T08:00:00Z");
    private Eras eras;

    @BeforeEach
    void open() throws IOException {
        home = BulkheadHome.of(Map.of("BULKHEAD_HOME", folder.resolve("home").toString()));
        home.create();
        eras = new Eras(home, () -> now);
    }

    @Test
    void aVerdictIsGoodForADayAndOutlivesTheSupervisor() {
        eras.keep(ACME, "5f0c", "modern");
        Eras again = new Eras(home, () -> now);
        assertThat(again.of(ACME, "5f0c")).contains("modern");
        assertThat(again.of(ACME, "other")).isEmpty();
        assertThat(again.of(new TenantId("globex"), "5f0c")).isEmpty();
        now = now.plus(Duration.ofHours(24));
        assertThat(again.of(ACME, "5f0c")).isEmpty();
    }

    @Test
    void aVerdictFromTheFutureOrOfNoEraIsNone() {
        eras.keep(ACME, "5f0c", "legacy");
        eras.keep(ACME, "6a", "modern\", \"x");
        assertThat(eras.of(ACME, "6a")).isEmpty();
        now = now.minusSeconds(60);
        assertThat(eras.of(ACME, "5f0c")).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsFoundOutAgain() throws IOException {
        eras.keep(ACME, "5f0c", "legacy");
        Files.writeString(home.state().resolve("eras/acme.json"), "{broken");
        assertThat(eras.of(ACME, "5f0c")).isEmpty();
        eras.keep(ACME, "5f0c", "modern");
        assertThat(eras.of(ACME, "5f0c")).contains("modern");
    }
}
