package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.ACME;
import static dev.bulkhead.daemon.audit.StreamFixture.NOW;
import static dev.bulkhead.daemon.audit.StreamFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SealingTest {
    private static final String BOB = "bob@agency.example";
    private static final String PEER = "42 /home/bob/bin/claude";

    /** Each with a character that no Base64 has: three letters alone stand in a key by chance. */
    private static final String[] IN_CLEAR = {"bob@", "@agency", "/bob/", "bob's"};

    private final StreamFixture fixture = new StreamFixture();

    @AfterEach
    void removeHome() {
        fixture.close();
    }

    @Test
    void whatNamesAPersonStandsNowhereInClearSignedInOrOut() throws Exception {
        try (AuditStream stream = fixture.open()) {
            stream.append(event());
            fixture.sealing.end();
            stream.append(event());
            assertThat(fixture.opened(fixture.rows().getFirst())).isEqualTo(Personal.Opened.NOTHING);
        }
        try (Stream<Path> files = Files.walk(fixture.home.root())) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as("%s", file)
                        .doesNotContain(IN_CLEAR);
            }
        }
        fixture.sealing.begin(StreamFixture.keys());
        assertThat(fixture.rows())
                .extracting(fixture::opened)
                .containsOnly(new Personal.Opened(BOB, PEER, "by bob's word"));
        assertThat(fixture.rows()).extracting(AuditEntry::peer).containsOnly("42 claude");
        assertThat(personal(0).subjectRef())
                .isEqualTo(StreamFixture.keys().subjectRef(BOB))
                .isNotEqualTo(StreamFixture.keys().subjectRef("bob"));
        assertThat(personal(1).subjectRef()).isNull();
        assertThat(fixture.verify()).isInstanceOf(Verification.Verified.class);
    }

    @Test
    void theKeysOfAnotherVaultOrTenantOpenNothing() throws Exception {
        try (AuditStream stream = fixture.open()) {
            stream.append(event());
            fixture.sealing.end();
            stream.append(event());
        }
        byte[] other = new byte[32];
        other[0] = 1;
        for (StreamKeys keys : new StreamKeys[] {
            StreamKeys.of(ACME, SecretBytes.copyOf(other)),
            StreamKeys.of(new TenantId("globex"), SecretBytes.copyOf(new byte[32]))
        }) {
            assertThat(keys.open(personal(0))).isNull();
            assertThat(keys.open(personal(1))).isNull();
        }
    }

    @Test
    void theRowsOfACallThatWentWellHaveNothingBesideThem() throws Exception {
        try (AuditStream stream = fixture.open()) {
            fixture.calls(stream, 1);
            stream.append(call(EventType.TOOL_CALL, ResultStatus.ERROR, "c", NOW, 1, "it failed"));
        }
        assertThat(fixture.rows()).extracting(row -> row.personal() != null).containsExactly(false, false, true);
        assertThat(fixture.opened(fixture.rows().getLast()).detail()).isEqualTo("it failed");
    }

    @Test
    void withoutAnyKeyWhatIsPersonalIsWithheldAndSaidToBe() throws Exception {
        Sealing none = new Sealing(fixture.home.state().resolve("none/acme.json"), RandomGenerator.getDefault());
        Personal personal = none.of(event()).orElseThrow();
        assertThat(personal.form()).isEqualTo("json");
        assertThat(personal.content()).contains("withheld").doesNotContain(IN_CLEAR);
    }

    @Test
    void aLockedStreamKnowsItsKeyAfterARestartAlsoFromTheSegmentAlone() throws Exception {
        fixture.sealing.end();
        try (AuditStream stream = fixture.open()) {
            stream.append(event());
        }
        Files.delete(fixture.place().publicKey());
        Sealing later = new Sealing(fixture.place().publicKey(), RandomGenerator.getDefault());
        assertThat(later.publicKey()).isNull();
        later.otherwise(segmentKey());
        Personal personal = later.of(event()).orElseThrow();
        assertThat(StreamFixture.keys().open(personal)).isEqualTo(new Personal.Opened(BOB, PEER, "by bob's word"));
        assertThat(later.begin(StreamFixture.keys())).isTrue();
        assertThat(new Sealing(fixture.place().publicKey(), RandomGenerator.getDefault()).publicKey())
                .isNotNull();
    }

    @Test
    void anotherVaultsKeyIsTold() throws Exception {
        assertThat(fixture.sealing.begin(StreamFixture.keys())).isTrue();
        assertThat(fixture.sealing.begin(StreamKeys.of(ACME, SecretBytes.takeOver(new byte[] {1, 2, 3}))))
                .isFalse();
    }

    private Personal personal(int row) throws IOException {
        return Objects.requireNonNull(fixture.rows().get(row).personal());
    }

    private @Nullable String segmentKey() throws Exception {
        try (var connection = Segments.readOnly(fixture.segment("2026-Q4"))) {
            return Segments.meta(connection).publicKey();
        } catch (java.sql.SQLException e) {
            throw new IOException(e);
        }
    }

    private static AuditEvent event() {
        return AuditEvent.of(NOW, ACME, EventType.SIGN_IN, ResultStatus.SUCCESS, null, PEER, "by bob's word")
                .withSubject(BOB);
    }
}
