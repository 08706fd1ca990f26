package dev.bulkhead.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.audit.AuditReader;
import dev.bulkhead.daemon.audit.AuditStreams;
import dev.bulkhead.daemon.audit.StreamKeys;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.SettingsParser;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonthlyEvidenceTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-12-02T08:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private final List<String> asked = new ArrayList<>();
    private final List<EventType> recorded = new ArrayList<>();
    private BulkheadHome home;
    private AuditStreams streams;
    private MonthlyEvidence evidence;
    private boolean failing;

    @BeforeEach
    void open() throws Exception {
        home = BulkheadHome.of(Map.of("BULKHEAD_HOME", folder.resolve("home").toString()));
        home.create();
        streams = new AuditStreams(home, CLOCK, RandomGenerator.getDefault());
        evidence = made("/mnt/packs");
    }

    @AfterEach
    void close() throws Exception {
        evidence.close();
        streams.close();
    }

    private MonthlyEvidence made(String into) throws Exception {
        byte[] yaml = ("version: 1\ntenant: acme\nname: Acme\naudit: { evidence: " + into + " }\n")
                .getBytes(StandardCharsets.UTF_8);
        TenantSettings settings = new SettingsParser(folder).parse("acme.yaml", yaml);
        return new MonthlyEvidence(
                (command, args) -> {
                    asked.add(command + " " + args.path("month").asText() + " "
                            + args.path("file").asText());
                    if (failing) {
                        throw new IOException("the disk is full");
                    }
                    return args;
                },
                () -> Map.of(ACME, settings),
                streams,
                new AuditReader(home),
                event -> recorded.add(event.type()),
                CLOCK);
    }

    private void row(String time) throws IOException {
        streams.record(
                AuditEvent.of(Instant.parse(time), ACME, EventType.SIGN_IN, ResultStatus.SUCCESS, null, null, "one"));
    }

    private void signIn() throws IOException {
        streams.unlocked(ACME, StreamKeys.of(ACME, SecretBytes.takeOver(new byte[32])));
    }

    @Test
    void theLastMonthIsWrittenOnceAsSoonAsSomebodyIsSignedIn() throws Exception {
        row("2026-11-20T10:00:00Z");
        evidence.look();
        assertThat(asked).as("nobody is signed in").isEmpty();
        signIn();
        evidence.look();
        evidence.look();
        assertThat(asked).containsExactly("audit.evidence 2026-11 /mnt/packs/evidence-acme-2026-11.zip");
    }

    @Test
    void aMonthWithoutEventsHasNone() throws Exception {
        row("2026-12-01T10:00:00Z");
        signIn();
        evidence.look();
        assertThat(asked).isEmpty();
    }

    @Test
    void oneThatIsThereIsLeftAlone() throws Exception {
        row("2026-11-20T10:00:00Z");
        signIn();
        evidence.close();
        evidence = made(folder.toString());
        Files.createFile(folder.resolve("evidence-acme-2026-11.zip"));
        evidence.look();
        assertThat(asked).isEmpty();
    }

    @Test
    void whatFailsIsTriedAgainAndToldOnceAnHour() throws Exception {
        row("2026-11-20T10:00:00Z");
        signIn();
        failing = true;
        evidence.look();
        evidence.look();
        assertThat(asked).hasSize(2);
        assertThat(recorded).containsExactly(EventType.EXPORT_FAILED);
        failing = false;
        evidence.look();
        evidence.look();
        assertThat(asked).hasSize(3);
    }
}
