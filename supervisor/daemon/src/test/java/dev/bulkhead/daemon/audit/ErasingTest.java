package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.ACME;
import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ErasingTest {
    private static final String ALICE = "alice@acme.example";
    private static final String PEER = "4711 /home/" + ALICE + "/jdk/bin/java";

    private final StreamFixture fixture = new StreamFixture();

    @AfterEach
    void removeHome() {
        fixture.close();
    }

    @Test
    void whatWasErasedStandsInNoFileAnyMoreAndTheChainStillHolds() throws Exception {
        try (AuditStream stream = fixture.open()) {
            threeQuarters(stream);
            List<String> sealed = sealedOfAlice();
            assertThat(sealed).hasSize(10);
            assertThat(filesWith(sealed)).isNotEmpty();
            assertThat(erase(stream)).isEqualTo(3);
            assertThat(filesWith(sealed)).isEmpty();
            assertThat(filesWith(List.of(ALICE))).isEmpty();
            assertErased(10);
            stream.append(signIn(ALICE, Instant.now()));
            stream.checkpointNow();
            assertErased(10);
            assertThat(filesWith(sealed)).isEmpty();
        }
        assertThat(fixture.rows().stream().map(fixture::opened))
                .extracting(Personal.Opened::subject)
                .filteredOn(Objects::nonNull)
                .as("others' rows stay, and so does what comes later")
                .containsExactly("bob", "bob", "bob", ALICE);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theVerifierWithoutUsAcceptsIt() throws Exception {
        try (AuditStream stream = fixture.open()) {
            threeQuarters(stream);
            erase(stream);
        }
        assertThat(VerifierWithoutUsTest.run(fixture, fixture.home.stream(ACME), true))
                .contains("erased: 10", "verified 32 events")
                .endsWith("=0");
    }

    @Test
    void whatTheErasingRecordsNamesNobody() throws Exception {
        try (AuditStream stream = fixture.open()) {
            threeQuarters(stream);
            erase(stream);
        }
        List<AuditEntry> own = fixture.rows().subList(30, 32);
        assertThat(own)
                .extracting(AuditEntry::eventType, AuditEntry::peer)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("erasure_asked", "4711 java"),
                        org.assertj.core.groups.Tuple.tuple("personal_erased", "4711 java"));
        assertThat(fixture.opened(own.getFirst()).detail()).isEqualTo("asked on paper");
        assertThat(own)
                .allSatisfy(
                        row -> assertThat(EventJson.of(row, fixture.sealing)).doesNotContain(ALICE));
        assertThat(fixture.opened(own.getLast()).detail())
                .isEqualTo("{\"rows\":[[1,8],[11,15],[21,25]],\"subject_ref\":\""
                        + StreamFixture.keys().subjectRef(ALICE) + "\"}");
        assertThat(found().rows()).as("to be erased again").isZero();
    }

    @Test
    void oneThatWasStoppedIsFinishedByTheNextOpening() throws Exception {
        List<String> sealed;
        try (AuditStream stream = fixture.open()) {
            threeQuarters(stream);
            sealed = sealedOfAlice();
            stream.erasing().record(found(), PEER, "asked on paper");
        }
        assertThat(fixture.verify())
                .isInstanceOfSatisfying(
                        Verification.Verified.class,
                        sound -> assertThat(sound.report().erased()).isZero());
        assertThat(filesWith(sealed)).isNotEmpty();
        fixture.open().close();
        assertErased(10);
        assertThat(filesWith(sealed)).isEmpty();
        assertThat(fixture.place().erasing()).doesNotExist();
    }

    @Test
    void oneThatWasStoppedBeforeItWasRecordedErasesNothing() throws Exception {
        try (AuditStream stream = fixture.open()) {
            threeQuarters(stream);
            erase(stream);
        }
        Files.writeString(fixture.place().erasing(), "{\"after\":32,\"v\":1}");
        try (AuditStream stream = fixture.open()) {
            stream.append(signIn(ALICE, NOW));
        }
        assertThat(fixture.place().erasing()).doesNotExist();
        assertThat(found().rows()).isEqualTo(1);
    }

    @Test
    void aReaderInTheWayIsWaitedForAndNamed() throws Exception {
        try (AuditStream stream = fixture.open()) {
            threeQuarters(stream);
            List<String> sealed = sealedOfAlice();
            stream.erasing().record(found(), PEER, "asked on paper");
            try (Connection reader = Segments.readOnly(fixture.segment("2027-Q2"))) {
                reader.setAutoCommit(false);
                try (ResultSet row = reader.createStatement().executeQuery("SELECT count(*) FROM personal")) {
                    assertThat(row.next()).isTrue();
                }
                Erasing erasing =
                        new Erasing(fixture.place(), new ReentrantLock(), java.time.Clock.systemUTC(), new NoStream());
                assertThatThrownBy(() -> erasing.finish(Duration.ofMillis(100)))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("somebody keeps reading");
                fixture.calls(stream, 3);
                assertThat(fixture.verify()).isInstanceOf(Verification.Verified.class);
                assertThat(filesWith(sealed)).isNotEmpty();
            }
            stream.erasing().finish();
            assertThat(filesWith(sealed)).isEmpty();
            assertErased(10);
        }
    }

    @Test
    void whatSomebodyTookAwayBeforeIsNotExplainedByIt() throws Exception {
        try (AuditStream stream = fixture.open()) {
            for (int i = 0; i < 3; i++) {
                stream.append(signIn(ALICE, NOW));
            }
        }
        fixture.dropTriggers();
        fixture.raw("DELETE FROM personal WHERE seq = 2");
        try (AuditStream stream = fixture.open()) {
            stream.erasing().erase(found(), PEER, "asked on paper");
        }
        assertThat(fixture.verify()).isInstanceOfSatisfying(Verification.Broken.class, broken -> {
            assertThat(broken.found().seq()).isEqualTo(2);
            assertThat(broken.found().kind()).isEqualTo(Break.Kind.PERSONAL_REMOVED);
        });
    }

    @Test
    void rowsGoOnBesideIt() throws Exception {
        try (AuditStream stream = fixture.open()) {
            threeQuarters(stream);
            List<Throwable> failures = new ArrayList<>();
            Thread caller = Thread.ofVirtual()
                    .uncaughtExceptionHandler((thread, e) -> failures.add(e))
                    .start(() -> {
                        try {
                            fixture.calls(stream, 200);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
            erase(stream);
            caller.join();
            assertThat(failures).isEmpty();
        }
        assertErased(10);
        assertThat(fixture.rows()).hasSize(432);
    }

    /** Thirty rows in three files: ten have something about her, three about another, and the others are calls. */
    private void threeQuarters(AuditStream stream) throws IOException {
        for (int quarter = 0; quarter < 3; quarter++) {
            Instant at = NOW.plus(Duration.ofDays(92L * quarter));
            stream.append(signIn(ALICE, at));
            stream.append(StreamFixture.started("a" + quarter, at));
            stream.append(StreamFixture.ended("a" + quarter, at, ResultStatus.SUCCESS));
            stream.append(event(null, "asked by " + ALICE.toUpperCase(java.util.Locale.ROOT), "7 node", at));
            fixture.sealing.end();
            stream.append(event(null, null, PEER, at));
            fixture.sealing.begin(StreamFixture.keys());
            stream.append(StreamFixture.started("b" + quarter, at));
            stream.append(StreamFixture.ended("b" + quarter, at, ResultStatus.SUCCESS));
            if (quarter == 0) {
                stream.append(signIn(ALICE, at));
            } else {
                stream.append(StreamFixture.ended("c" + quarter, at, ResultStatus.SUCCESS));
            }
            stream.append(StreamFixture.ended("d" + quarter, at, ResultStatus.SUCCESS));
            stream.append(signIn("bob", at));
        }
    }

    private static AuditEvent signIn(String who, Instant at) {
        return event(who, "signed in", "7 node", at);
    }

    private static AuditEvent event(@Nullable String who, @Nullable String detail, String peer, Instant at) {
        return AuditEvent.of(at, ACME, EventType.SIGN_IN, ResultStatus.SUCCESS, "session-1", peer, detail)
                .withSubject(who);
    }

    private PersonalRows found() throws IOException {
        try (StreamKeys keys = StreamFixture.keys()) {
            return PersonalRows.of(new AuditReader(fixture.home), ACME, keys, ALICE);
        }
    }

    private int erase(AuditStream stream) throws IOException {
        int segments = stream.erasing().erase(found(), PEER, "asked on paper");
        stream.checkpointNow();
        return segments;
    }

    /** What stands in the files of the rows that are about her. */
    private List<String> sealedOfAlice() throws IOException {
        try (StreamKeys keys = StreamFixture.keys()) {
            SubjectMatch match = new SubjectMatch(keys, ALICE);
            return fixture.rows().stream()
                    .filter(row -> match.of(row) == SubjectMatch.Relation.PERSONAL)
                    .map(row -> Objects.requireNonNull(row.personal()).content())
                    // The middle: what a page still had of it would hardly be the whole.
                    .map(content -> content.substring(content.length() - 40))
                    .toList();
        }
    }

    private List<Path> filesWith(List<String> texts) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(fixture.home.root())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                if (texts.stream().anyMatch(bytes::contains)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private void assertErased(long rows) throws IOException {
        assertThat(fixture.verify()).isInstanceOfSatisfying(Verification.Verified.class, sound -> {
            assertThat(sound.report().erased()).isEqualTo(rows);
            assertThat(sound.notes()).isEmpty();
        });
    }

    /** Of a stream that is not written to. */
    private static final class NoStream implements Erasing.Stream {
        @Override
        public AuditHead head() {
            return AuditHead.NONE;
        }

        @Override
        public void record(AuditEvent event) {}

        @Override
        public void flush() {}
    }
}
