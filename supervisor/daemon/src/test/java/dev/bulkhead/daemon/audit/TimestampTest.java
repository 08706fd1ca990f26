package dev.bulkhead.daemon.audit;

import static dev.bulkhead.daemon.audit.StreamFixture.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.audit.timestamp.TimestampAuthority;
import dev.bulkhead.daemon.audit.timestamp.TimestampRoot;
import dev.bulkhead.daemon.tenant.AuditSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Timestamps of a real authority: {@code openssl ts}. */
@DisabledOnOs(OS.WINDOWS)
class TimestampTest {
    @TempDir
    static Path folder;

    private static OpensslAuthority authority;
    private static OpensslAuthority stranger;

    private final StreamFixture fixture = new StreamFixture();
    private Clock clock = Clock.systemUTC();

    @BeforeAll
    static void makeAuthorities() throws Exception {
        authority = new OpensslAuthority(folder.resolve("authority"), "tsa");
        stranger = new OpensslAuthority(folder.resolve("stranger"), "web");
    }

    @AfterAll
    static void closeAuthorities() {
        authority.close();
        stranger.close();
    }

    @AfterEach
    void removeHome() {
        authority.answer = authority::stamp;
        fixture.close();
    }

    @Test
    void theNewestCheckpointIsStampedAndVerificationSaysWhenItWasThere() throws Exception {
        calls(60);
        assertThat(stamp()).isTrue();
        assertThat(stamp()).as("nothing new").isFalse();
        assertThat(verify(Optional.empty())).isInstanceOfSatisfying(Verification.Verified.class, sound -> {
            Verification.Stamped stamped = sound.report().stamped().orElseThrow();
            assertThat(stamped.seq()).isEqualTo(120);
            assertThat(stamped.time())
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(2));
            assertThat(stamped.authority()).contains("Test Time");
        });
        assertThat(authority.verified(stamps().resolve("120.note"), stamps().resolve("120.tsr")))
                .contains("Verification: OK");
        assertThat(VerifierWithoutUsTest.run(fixture, fixture.home.stream(ACME), true))
                .contains("timestamps: 1, the newest of event 120", "openssl ts -verify -data")
                .endsWith("=0");
    }

    @Test
    void oneIsAskedForAtMostAsOftenAsTheSettingsSay() throws Exception {
        calls(10);
        assertThat(stamp()).isTrue();
        calls(10);
        assertThat(stamp()).isFalse();
        clock = Clock.offset(clock, Duration.ofHours(25));
        assertThat(stamp()).isTrue();
    }

    @Test
    void whatWasWrittenAnewBehindATimestampIsFoundWhateverSignsIt() throws Exception {
        calls(20);
        stamp();
        Path kept = copied(stamps(), folder.resolve("kept"));
        forget(fixture.home.root());
        fixture.sealing.begin(StreamFixture.keys());
        calls(30);
        assertThat(fixture.verify()).as("without it").isInstanceOf(Verification.Verified.class);
        assertThat(verify(Optional.of(kept))).isInstanceOfSatisfying(Verification.Broken.class, broken -> {
            assertThat(broken.found().kind()).isEqualTo(Break.Kind.REWRITTEN);
            assertThat(broken.found().sentence()).contains("a checkpoint with a timestamp");
        });
    }

    @Test
    void whatWasRolledBackBehindATimestampIsFound() throws Exception {
        calls(20);
        Path before = copied(fixture.home.root(), folder.resolve("before"));
        calls(20);
        stamp();
        Path kept = copied(stamps(), folder.resolve("kept-2"));
        forget(fixture.home.root());
        copied(before, fixture.home.root());
        assertThat(verify(Optional.of(kept)))
                .isInstanceOfSatisfying(
                        Verification.Broken.class,
                        broken -> assertThat(broken.found().kind()).isEqualTo(Break.Kind.ROLLED_BACK));
    }

    @Test
    void anAnswerThatDoesNotHoldIsNotKept() throws Exception {
        calls(10);
        byte[][] first = new byte[1][];
        authority.answer = query -> first[0] = authority.stamp(query);
        stamp();
        calls(10);
        clock = Clock.offset(clock, Duration.ofHours(25));
        authority.answer = query -> first[0];
        assertThatThrownBy(this::stamp).as("an older answer").isInstanceOf(IOException.class);
        authority.answer = query -> "no timestamp".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(this::stamp).as("rubbish").isInstanceOf(IOException.class);
        authority.answer = query -> new byte[1 << 20];
        assertThatThrownBy(this::stamp).as("endless").isInstanceOf(IOException.class);
        authority.answer = query -> {
            throw new IOException("away");
        };
        assertThatThrownBy(this::stamp).hasMessageContaining("answered 500");
        authority.answer = stranger::stamp;
        assertThatThrownBy(this::stamp).as("of another root, for another use").isInstanceOf(IOException.class);
        assertThat(stamps().resolve("40.tsr")).doesNotExist();
        authority.answer = authority::stamp;
        assertThat(stamp()).as("twin").isTrue();
    }

    @Test
    void aTimestampOfAnotherRootProvesNothing() throws Exception {
        calls(10);
        stamp();
        AuditVerifier other =
                new AuditVerifier(fixture.home, fixture.signingKeys(), tenant -> Optional.of(stranger.root()));
        assertThat(other.verify(ACME)).isInstanceOfSatisfying(Verification.Verified.class, sound -> {
            assertThat(sound.report().stamped()).isEmpty();
            assertThat(sound.notes()).anySatisfy(note -> assertThat(note).contains("does not hold"));
        });
        assertThat(fixture.verify().notes())
                .as("no root")
                .anySatisfy(note -> assertThat(note).contains("names no certificate"));
    }

    @Test
    void aTimestampBesideAnotherNoteProvesNothing() throws Exception {
        calls(10);
        stamp();
        Path note = stamps().resolve("20.note");
        Files.writeString(note, Files.readString(note).replace("head ", "head  "));
        assertThat(verify(Optional.empty()).notes())
                .anySatisfy(sentence -> assertThat(sentence).startsWith("the timestamp of row 20"));
    }

    @Test
    void aFileThatIsNoRootIsRefused() {
        assertThatThrownBy(() -> TimestampRoot.of(folder.resolve("authority/config")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no certificate");
    }

    private void calls(int count) throws IOException {
        try (AuditStream stream = fixture.open()) {
            fixture.calls(stream, count);
        }
    }

    private boolean stamp() throws IOException, InterruptedException {
        AuditSettings.Timestamp by =
                new AuditSettings.Timestamp(authority.url(), Duration.ofHours(24), authority.root());
        try (Stamping stamping = new Stamping(fixture.home, event -> {}, clock, RandomGenerator.getDefault());
                TimestampAuthority asked = new TimestampAuthority(by.url(), RandomGenerator.getDefault())) {
            return stamping.stampIfDue(fixture.place(), by, asked);
        }
    }

    private Path stamps() {
        return fixture.place().timestamps();
    }

    private Verification verify(Optional<Path> anchor) throws IOException {
        return new AuditVerifier(fixture.home, fixture.signingKeys(), tenant -> Optional.of(authority.root()))
                .verify(ACME, anchor);
    }

    private static Path copied(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path copy = to.resolve(from.relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return to;
    }

    private static void forget(Path root) throws IOException {
        for (Path file : files(root)) {
            Files.delete(file);
        }
    }

    private static List<Path> files(Path below) throws IOException {
        try (Stream<Path> all = Files.walk(below)) {
            return new ArrayList<>(all.filter(Files::isRegularFile).toList());
        }
    }
}
