package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static dev.bulkhead.acceptance.Agency.status;
import static dev.bulkhead.acceptance.Agency.type;
import static dev.bulkhead.acceptance.HostSession.isNotification;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that the consultant has not consented to has the lobby and nothing else, whatever else it has. */
class KnownHostsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String LOBBY = "sign_in_status";

    private static Agency agency;
    private static Questions questions;

    @TempDir
    Path folder;

    private Path host;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.of();
        questions = new Questions(agency.bulkhead());
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    @BeforeEach
    void aHost() throws Exception {
        host = program(folder.toRealPath().resolve("host"), "");
    }

    /** A host of its own: a copy of timeout(1), which starts a launcher and waits for it, with an ending of the test's. */
    private static Path program(Path file, String ending) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName());
        Files.copy(
                Path.of("/usr/bin/timeout"),
                fresh,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.write(fresh, ending.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static HostSession connect(String tenant, Path program) throws IOException {
        agency.has(tenant, "--unknown-hosts", "ask");
        return agency.bulkhead()
                .host(tenant)
                .under(program.toString(), "--foreground", "0")
                .openInitialized();
    }

    private void know(String tenant, Path program) throws IOException {
        try (HostSession session = connect(tenant, program)) {
            questions.approved(tenant, questions.await(tenant), "--scope", "always");
            awaitTools(session);
        }
    }

    private static void awaitTools(HostSession session) {
        Await.until("the real tools are there", SOON, () -> session.tools().contains("read_file"));
    }

    /** The question of a host that must meet the lobby, which it then leaves by its end. */
    private static JsonNode isAsked(String tenant, Path program) throws IOException {
        JsonNode question;
        try (HostSession session = connect(tenant, program)) {
            assertThat(session.tools()).containsExactly(LOBBY);
            question = questions.await(tenant);
        }
        Await.until(
                "its end withdraws it", SOON, () -> questions.pending(tenant).isEmpty());
        return question;
    }

    private static void isKnown(String tenant, Path program) throws IOException {
        try (HostSession session = connect(tenant, program)) {
            assertThat(session.tools()).contains("read_file");
            assertThat(questions.pending(tenant)).isEmpty();
        }
    }

    @Test
    void anUnknownHostWaitsInTheLobbyAndGetsItsToolsOnTheSameConnection() throws Exception {
        String tenant = "asks";
        try (HostSession session = connect(tenant, host)) {
            assertThat(session.tools()).containsExactly(LOBBY);
            JsonNode question = questions.await(tenant);
            assertThat(question.path("kind").asText()).isEqualTo("host");
            assertThat(question.at("/host/executable").asText()).isEqualTo(host.toString());
            assertThat(question.at("/host/sha256").asText()).hasSize(64);
            assertThat(question.at("/host/pid").asLong()).isEqualTo(session.hostPid());
            assertThat(question.at("/host/parents")).isNotEmpty();
            assertThat(session.call(LOBBY).at("/result/content/0/text").asText())
                    .contains(host.toString(), "not known", "bulkhead approve");
            assertThat(session.call("read_file", "path", "a")
                            .path("error")
                            .path("message")
                            .asText())
                    .startsWith("tenant 'asks' is not authorised to call 'read_file'");
            assertThat(agency.bulkhead().status(tenant).path("state").asText()).isEqualTo("waiting");
            assertThat(agency.bulkhead().status(tenant).path("waiting").asInt()).isEqualTo(1);
            Result wrong = agency.bulkhead()
                    .runWith(
                            "not the passphrase\n",
                            "approve",
                            question.path("id").asText(),
                            "--passphrase-stdin");
            assertThat(wrong.exit()).isEqualTo(1);
            assertThat(session.tools()).containsExactly(LOBBY);
            // A passphrase that did not fit makes the next attempt wait.
            Await.until(
                    "the right one is taken",
                    SOON,
                    () -> questions.approve(tenant, question).exit() == 0);
            session.await("the tools have changed", SOON, isNotification("notifications/tools/list_changed"));
            assertThat(session.tools()).contains("read_file");
            assertThat(session.call("list_files").has("result")).isTrue();
        }
        assertThat(agency.audit(tenant, type("approval_asked"))).hasSize(1);
        assertThat(agency.audit(tenant, type("approval_given"))).hasSize(1);
        assertThat(isAsked(tenant, host)).isNotNull();
    }

    @Test
    @Tag("long")
    void whereSettingsAllowUnknownHostsNobodyIsAsked() throws Exception {
        agency.bulkhead().addTenant("open", passphrase("open"), "--unknown-hosts", "allow");
        agency.signIn("open");
        isKnown("open", host);
        agency.edit("open", "unknown: allow", "unknown: ask");
        Await.until("it is asked about", SOON, () -> {
            try (HostSession session = connect("open", host)) {
                return session.tools().equals(List.of(LOBBY));
            }
        });
    }

    @Test
    @Tag("long")
    void aHostThatIsAlwaysKnownIsKnownToItsTenantAloneAlsoAfterASignOut() throws Exception {
        know("always", host);
        isKnown("always", host);
        agency.bulkhead().ok("sign-out", "always");
        agency.signIn("always");
        isKnown("always", host);
        isAsked("other", host);
        assertThat(agency.audit("always", type("host_known"))).hasSize(1);
        assertThat(agency.bulkhead().json("host", "list", "always")).hasSize(1);
        assertThat(agency.bulkhead().json("host", "list", "other")).isEmpty();
    }

    @Test
    void aChangedExecutableIsAskedAboutAndWhatStillRunsIsNot() throws Exception {
        know("changes", host);
        try (HostSession before = connect("changes", host)) {
            program(host, "an update");
            assertThat(before.tools()).contains("read_file");
            JsonNode question = isAsked("changes", host);
            assertThat(question.at("/host/knownSha256").asText())
                    .hasSize(64)
                    .isNotEqualTo(question.at("/host/sha256").asText());
        }
        know("changes", host);
        isKnown("changes", host);
    }

    @Test
    @Tag("long")
    void theSameProgramElsewhereIsAskedAboutAndALinkToItIsNot() throws Exception {
        know("moves", host);
        isKnown("moves", Files.createSymbolicLink(folder.resolve("link"), host));
        isAsked("moves", program(folder.toRealPath().resolve("copy"), ""));
    }

    @Test
    @Tag("long")
    void aScriptOfAKnownInterpreterIsAskedAboutWhenItIsAnother() throws Exception {
        Path script = Files.writeString(folder.resolve("host.pl"), "exit system(@ARGV) >> 8;\n");
        Path other = Files.writeString(folder.resolve("other.pl"), "exit(system(@ARGV) >> 8);\n");
        try (HostSession session = by(script)) {
            JsonNode question = questions.await("scripts");
            assertThat(question.at("/host/script").asText())
                    .isEqualTo(script.toRealPath().toString());
            questions.approved("scripts", question, "--scope", "always");
            awaitTools(session);
        }
        try (HostSession again = by(script)) {
            assertThat(again.tools()).contains("read_file");
        }
        try (HostSession another = by(other)) {
            assertThat(another.tools()).containsExactly(LOBBY);
        }
    }

    private static HostSession by(Path script) throws IOException {
        agency.has("scripts", "--unknown-hosts", "ask");
        return agency.bulkhead()
                .host("scripts")
                .under("/usr/bin/perl", script.toString())
                .openInitialized();
    }

    @Test
    @Tag("long")
    void aRevokedHostIsBackInTheLobbyOnTheSameConnection() throws Exception {
        know("revokes", host);
        try (HostSession session = connect("revokes", host)) {
            assertThat(session.tools()).contains("read_file");
            String id = agency.bulkhead()
                    .json("host", "list", "revokes")
                    .path(0)
                    .path("id")
                    .asText();
            agency.bulkhead().ok("host", "revoke", "revokes", id);
            session.await("the tools have changed", SOON, isNotification("notifications/tools/list_changed"));
            assertThat(session.tools()).containsExactly(LOBBY);
            assertThat(session.call("list_files").has("error")).isTrue();
        }
        assertThat(agency.audit("revokes", type("host_revoked"))).hasSize(1);
        isAsked("revokes", host);
    }

    @Test
    @Tag("long")
    void aDeniedHostStaysInTheLobbyAndIsAskedAboutOnItsNextConnection() throws Exception {
        try (HostSession session = connect("denies", host)) {
            questions.deny(questions.await("denies"));
            assertThat(session.tools()).containsExactly(LOBBY);
            assertThat(session.call(LOBBY).at("/result/content/0/text").asText())
                    .contains("refused");
            assertThat(questions.pending("denies")).isEmpty();
        }
        assertThat(agency.audit("denies", type("approval_refused"))).hasSize(1);
        know("denies", host);
    }

    @Test
    @Tag("long")
    void aHostThatIsDeniedForGoodIsNotAskedAboutAgain() throws Exception {
        try (HostSession session = connect("never", host)) {
            questions.deny(questions.await("never"), "--always");
            assertThat(session.tools()).containsExactly(LOBBY);
        }
        try (HostSession again = connect("never", host)) {
            assertThat(again.tools()).containsExactly(LOBBY);
            Await.until(
                    "it hears why",
                    SOON,
                    () -> again.call(LOBBY)
                            .at("/result/content/0/text")
                            .asText()
                            .contains("for good"));
            assertThat(questions.pending("never")).isEmpty();
        }
    }

    @Test
    @Tag("long")
    void aTokenWasGivenWithProofAndNobodyIsAskedWhoBringsIt() throws Exception {
        agency.has("tokens", "--unknown-hosts", "ask");
        String token = agency.token("tokens");
        try (HostSession session = agency.bulkhead()
                .host("tokens")
                .under(host.toString(), "--foreground", "0")
                .token(token)
                .openInitialized()) {
            assertThat(session.tools()).contains("read_file");
        }
        isAsked("tokens", host);
    }

    @Test
    void anAgentBelowItsHostApprovesNothingEvenWithThePassphrase() throws Exception {
        JsonNode question;
        agency.has("agent", "--unknown-hosts", "ask");
        try (HostSession session =
                agency.bulkhead().host("agent").asChildOfThisProcess().openInitialized()) {
            question = questions.await("agent");
            Result approve = questions.approve("agent", question);
            assertThat(approve.exit()).isEqualTo(1);
            assertThat(approve.err()).contains("an agent cannot approve itself");
            assertThat(session.tools()).containsExactly(LOBBY);
            Path said = folder.resolve("said");
            Launch.toTheEnd(
                    List.of(
                            "setsid",
                            "--fork",
                            "sh",
                            "-c",
                            "echo guessed | \"$0\" approve "
                                    + question.path("id").asText()
                                    + " --passphrase-stdin >\"$1.part\" 2>&1; mv \"$1.part\" \"$1\"",
                            agency.bulkhead().script().toString(),
                            said.toString()),
                    agency.bulkhead().environment(),
                    "",
                    SOON);
            Await.until("who has let go is refused for want of proof", SOON, () -> Files.exists(said));
            assertThat(Files.readString(said)).contains("passphrase");
            assertThat(session.tools()).containsExactly(LOBBY);
            assertThat(questions.pending("agent")).hasSize(1);
        }
        assertThat(agency.audit("agent", type("control_refused"))).hasSize(2).allMatch(status("denied"));
        Await.until("it asks no more", SOON, () -> questions.pending("agent").isEmpty());
        try (HostSession session = connect("agent", host)) {
            JsonNode next = questions.await("agent");
            // A passphrase that did not fit makes the next attempt wait.
            Await.until(
                    "the consultant is believed",
                    SOON,
                    () -> questions.approve("agent", next).exit() == 0);
            awaitTools(session);
        }
    }

    @Test
    @Tag("long")
    void anEntryThatAnAgentWroteIntoTheListIsNotKnownAndIsRecorded() throws Exception {
        Path evil = program(folder.toRealPath().resolve("evil"), "evil");
        try (Bulkhead other = Bulkhead.inTemporaryHome()) {
            other.addTenant("mine", "a passphrase of mine", "--unknown-hosts", "ask");
            other.signIn("mine", "a passphrase of mine");
            Questions asked = new Questions(other);
            try (HostSession session = under(other, "mine", host)) {
                other.okWith(
                        "a passphrase of mine\n",
                        "approve",
                        asked.await("mine").path("id").asText(),
                        "--scope",
                        "always",
                        "--passphrase-stdin");
                awaitTools(session);
            }
            Path theirs = other.home().resolve("state/known-hosts.json");
            String good = Files.readString(theirs);
            other.ok("stop");
            Files.writeString(theirs, good.replace(host.toString(), evil.toString()));
            other.signIn("mine", "a passphrase of mine");
            try (HostSession session = under(other, "mine", evil)) {
                assertThat(session.tools()).containsExactly(LOBBY);
            }
            assertThat(other.audit("mine").stream().filter(type("host_forged"))).hasSize(1);
            other.ok("stop");
            Files.writeString(theirs, good);
            other.signIn("mine", "a passphrase of mine");
            try (HostSession session = under(other, "mine", host)) {
                assertThat(session.tools()).contains("read_file");
            }
        }
    }

    private static HostSession under(Bulkhead bulkhead, String tenant, Path program) throws IOException {
        return bulkhead.host(tenant)
                .under(program.toString(), "--foreground", "0")
                .openInitialized();
    }

    @Test
    @Tag("long")
    void aHostGetsFewerToolsBySettingsAndByItsConsent() throws Exception {
        try (HostSession session = connect("fewer", host)) {
            questions.approved("fewer", questions.await("fewer"), "--scope", "session", "--tools", "read_*,list_files");
            awaitTools(session);
            assertThat(session.tools()).contains("list_files").doesNotContain("write_file");
            assertThat(session.call("write_file", "path", "a", "content", "b")
                            .at("/error/message")
                            .asText())
                    .isEqualTo("tenant 'fewer' is not authorised to call 'write_file'");
            agency.edit("fewer", "unknown: ask", "unknown: ask, tools: { host: [ read_file ] }");
            Await.until("the settings count", SOON, () -> !session.tools().contains("list_files"));
            assertThat(session.tools()).contains("read_file");
            assertThat(session.call("list_files").has("error")).isTrue();
        }
    }

    @Test
    @Tag("long")
    void aHostThatIsGoneBeforeItIsAnsweredAboutIsNoMoreAsked() throws Exception {
        JsonNode question = isAsked("loses", host);
        assertThat(questions.approve("loses", question, "--scope", "always").exit())
                .isEqualTo(1);
        assertThat(agency.bulkhead().json("host", "list", "loses")).isEmpty();
        assertThat(agency.audit("loses", type("approval_expired"))).hasSize(1);
    }
}
