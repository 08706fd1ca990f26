package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home goes into one file while the supervisor works, and comes back out of it. */
class BackupTest {
    private static final String PASSPHRASE = "the passphrase of acme alone";

    @TempDir
    private static Path folder;

    private static Bulkhead bulkhead;
    private static int tests;

    private Path file;

    @BeforeAll
    static void start() throws IOException {
        folder = folder.toRealPath();
        bulkhead = Bulkhead.in(folder.resolve("home"));
        bulkhead.addTenant("acme", PASSPHRASE);
        bulkhead.signIn("acme", PASSPHRASE);
        bulkhead.okWith("s3cret-value-of-acme", "secret", "set", "acme", "crm", "--stdin");
    }

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("backup-" + ++tests + ".tar");
    }

    @AfterAll
    static void stop() throws IOException {
        bulkhead.close();
    }

    /** Bulkhead with a home that nothing has used. */
    private static Bulkhead elsewhere() throws IOException {
        return Bulkhead.in(folder.resolve("other-" + tests));
    }

    private static JsonNode called(Bulkhead bulkhead) throws IOException {
        try (HostSession host = bulkhead.host("acme").openInitialized()) {
            return host.call("write_file", "path", "a.txt", "content", "of the workspace");
        }
    }

    private Result restore(Bulkhead into, String stdin, String... options) throws IOException {
        String[] all = Stream.concat(Stream.of("restore", file.toString(), "--json"), Stream.of(options))
                .toArray(String[]::new);
        return into.runWith(stdin, all);
    }

    @Test
    void whatWasBackedUpWhileCallsWentOnIsWholeInAnEmptyHome() throws Exception {
        called(bulkhead);
        bulkhead.addTenant("gone", PASSPHRASE);
        assertThat(bulkhead.runWith(PASSPHRASE + "\n", "tenant", "remove", "gone", "--passphrase-stdin")
                        .exit())
                .isZero();
        Path settings = bulkhead.home().resolve("config/tenants/acme.yaml");
        Path distributed = folder.resolve("distributed.yaml");
        Files.move(settings, distributed);
        Files.createSymbolicLink(settings, distributed);
        JsonNode done = bulkhead.json("backup", file.toString(), "--workspaces");
        called(bulkhead);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(done.path("tenants").toString()).isEqualTo("[\"acme\"]");
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .contains("manifest.json", "data/audit/gone/", "config/tenants/acme.yaml")
                .doesNotContain("s3cret-value-of-acme");
        try (Bulkhead other = elsewhere()) {
            Result restored = restore(other, "");
            assertThat(restored.exit()).as(restored.err()).isZero();
            assertThat(Json.read(restored.out())
                            .path("audits")
                            .path(0)
                            .path("ok")
                            .asBoolean())
                    .isTrue();
            other.signIn("acme", PASSPHRASE);
            assertThat(other.ok("secret", "list", "acme")).contains("crm");
            assertThat(Files.readString(other.home().resolve("workspaces/acme/a.txt")))
                    .isEqualTo("of the workspace");
            assertThat(other.audit("acme"))
                    .anyMatch(event -> event.path("event_type").asText().equals("home_backed_up"));
            called(other);
            assertThat(other.ok("audit", "verify", "acme")).contains("verified ");
        }
    }

    @Test
    void anOlderHomeIsNamedAsWhatItIsAndAcceptedByWhoKnowsThePassphrase() throws Exception {
        bulkhead.ok("backup", file.toString());
        bulkhead.okWith("another", "secret", "set", "acme", "later", "--stdin");
        called(bulkhead);

        Result refused = restore(bulkhead, "");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("--replace");
        Result wrong = restore(bulkhead, "not the passphrase\n", "--replace", "--passphrase-stdin");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(bulkhead.ok("secret", "list", "acme")).contains("later");

        Await.until("the wait is over", HostSession.LIMIT, () -> !retried());
        assertThat(bulkhead.run("audit", "verify", "acme").exit())
                .as("the restored stream lacks the newest rows")
                .isEqualTo(1);
        assertThat(bulkhead.runWith(PASSPHRASE + "\n", "sign-in", "acme", "--passphrase-stdin")
                        .exit())
                .isEqualTo(1);
        bulkhead.okWith(PASSPHRASE + "\n", "audit", "accept", "acme", "--reason", "restored", "--passphrase-stdin");
        // The look at all streams that every start begins may have halted it meanwhile: that is what it is for.
        Result signedIn = bulkhead.runWith(PASSPHRASE + "\n", "sign-in", "acme", "--passphrase-stdin");
        if (signedIn.err().contains("was halted")) {
            bulkhead.okWith(PASSPHRASE + "\n", "resume", "acme", "--passphrase-stdin");
        }
        assertThat(bulkhead.ok("secret", "list", "acme")).contains("crm").doesNotContain("later");
        called(bulkhead);

        try (Stream<Path> beside = Files.list(folder)) {
            List<Path> aside = beside.filter(
                            each -> each.getFileName().toString().startsWith("home.replaced-"))
                    .toList();
            assertThat(aside).hasSize(1);
            assertThat(aside.getFirst().resolve("vaults/acme.vault.json")).isRegularFile();
            assertThat(aside.getFirst().resolve("config/tenants/acme.yaml")).isRegularFile();
        }
    }

    @Test
    @Tag("long")
    void aVaultAndAnAuditThatWerePutBackTogetherByHandAreAcceptedTogether() throws Exception {
        bulkhead.ok("stop");
        Path vault = bulkhead.home().resolve("vaults/acme.vault.json");
        Path stream = bulkhead.home().resolve("audit/acme");
        byte[] then = Files.readAllBytes(vault);
        Path kept = folder.resolve("kept");
        copyFolder(stream, kept);
        bulkhead.signIn("acme", PASSPHRASE);
        bulkhead.okWith("another", "secret", "set", "acme", "later", "--stdin");
        bulkhead.ok("stop");
        Files.write(vault, then);
        try (Stream<Path> files = Files.list(stream)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        copyFolder(kept, stream);

        Path mark = bulkhead.home().resolve("state/vaults/acme.json");
        byte[] newest = Files.readAllBytes(mark);
        assertThat(proven("vault", "accept-older", "acme").exit()).isEqualTo(1);
        assertThat(mark).as("what could not be recorded was not done").hasBinaryContent(newest);
        assertThat(proven("audit", "accept", "acme", "--reason", "put back").err())
                .contains("bulkhead audit accept acme --older-vault");
        Result both = proven("audit", "accept", "acme", "--reason", "put back", "--older-vault");

        assertThat(both.exit()).as(both.err()).isZero();
        Result signedIn = proven("sign-in", "acme");
        if (signedIn.err().contains("was halted")) {
            bulkhead.okWith(PASSPHRASE + "\n", "resume", "acme", "--passphrase-stdin");
        }
        assertThat(bulkhead.ok("secret", "list", "acme")).contains("crm").doesNotContain("later");
        assertThat(bulkhead.audit("acme"))
                .extracting(event -> event.path("event_type").asText())
                .containsSubsequence("audit_break_accepted", "vault_older_accepted");
    }

    /** Runs a command that needs the passphrase; where attempts before it make it wait, it waits. */
    private Result proven(String... command) throws Exception {
        String[] all = Stream.concat(Stream.of(command), Stream.of("--passphrase-stdin"))
                .toArray(String[]::new);
        for (int tries = 0; ; tries++) {
            Result result = bulkhead.runWith(PASSPHRASE + "\n", all);
            if (tries == 40 || !result.err().contains("too many wrong attempts")) {
                return result;
            }
            Thread.sleep(250);
        }
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path each : files.toList()) {
                Files.copy(each, to.resolve(each.getFileName()));
            }
        }
    }

    /** Whether the restore has still to wait for the wrong passphrase before it. */
    private boolean retried() throws IOException {
        Result result = restore(bulkhead, PASSPHRASE + "\n", "--replace", "--passphrase-stdin");
        assertThat(result.err()).doesNotContain("an error of ours");
        return result.err().contains("too many wrong attempts");
    }

    @Test
    void aFileThatIsNotAsItWasWrittenRestoresNothing() throws Exception {
        bulkhead.ok("backup", file.toString());
        assertThat(restore(bulkhead, "", "--dry-run").exit()).isZero();
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("unknown: allow")] = 'x';
        Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);

        try (Bulkhead other = elsewhere()) {
            Result restored = restore(other, "");

            assertThat(restored.exit()).isEqualTo(1);
            assertThat(restored.err()).contains("not as it was written", "acme.yaml");
            assertThat(other.home().resolve("vaults/acme.vault.json")).doesNotExist();
        }
        assertThat(bulkhead.run("backup", file.toString()).err()).contains("there already");
    }

    @Test
    void anAgentNeitherBacksUpNorReplaces() throws Exception {
        bulkhead.ok("backup", file.toString());
        try (HostSession host = bulkhead.host("acme").asChildOfThisProcess().openInitialized()) {
            Result backup = bulkhead.run("backup", folder.resolve("second.tar").toString());
            Result replaced = restore(bulkhead, PASSPHRASE + "\n", "--replace", "--passphrase-stdin");

            assertThat(List.of(backup.exit(), replaced.exit())).containsExactly(1, 1);
            assertThat(backup.err() + replaced.err()).contains("an agent cannot approve itself");
            assertThat(host.tools()).isNotEmpty();
        }
    }
}
