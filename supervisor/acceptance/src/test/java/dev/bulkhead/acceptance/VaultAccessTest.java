package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static dev.bulkhead.acceptance.Agency.type;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who opens a vault, and what happens when they come, go, forget, or put an old one back. */
class VaultAccessTest {
    private static Agency agency;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("team", "lost", "copies", "agent", "attempts");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    private static Bulkhead bulkhead() {
        return agency.bulkhead();
    }

    private static Path vault(String tenant) {
        return bulkhead().home().resolve("vaults").resolve(tenant + ".vault.json");
    }

    private static Result vault(String stdin, String verb, String tenant, String... more) throws IOException {
        String[] all = new String[4 + more.length];
        all[0] = "vault";
        all[1] = verb;
        all[2] = tenant;
        System.arraycopy(more, 0, all, 3, more.length);
        all[all.length - 1] = "--passphrase-stdin";
        return bulkhead().runWith(stdin, all);
    }

    @Test
    void aSecondConsultantComesSignsInUnderTheirOwnNameAndIsLockedOutWhenTheyLeave() throws Exception {
        String bobs = "the passphrase that only bob knows";
        assertThat(vault(passphrase("team") + "\n" + bobs + "\n", "add-passphrase", "team", "--consultant", "bob"))
                .matches(result -> result.exit() == 0);
        assertThat(bulkhead().json("vault", "slots", "team"))
                .extracting(slot -> slot.path("consultant").asText())
                .containsExactly("consultant", "bob");
        bulkhead().ok("sign-out", "team");
        bulkhead().signIn("team", bobs);
        try (HostSession host = agency.host("team")) {
            assertThat(host.tools()).contains("read_file");
            bulkhead().issueToken("team", bobs);
            assertThat(bulkhead().json("token", "list", "team").toString()).contains("\"bob@team\"");
        }
        assertThat(agency.audit("team", type("sign_in"))
                        .getLast()
                        .path("detail")
                        .asText())
                .isEqualTo("as bob");

        byte[] bobsCopy = Files.readAllBytes(vault("team"));
        assertThat(vault(passphrase("team") + "\n", "remove-slot", "team", "bob")
                        .exit())
                .isZero();
        bulkhead().okWith("exchanged", "secret", "set", "team", "crm", "--stdin");
        bulkhead().ok("sign-out", "team");
        Result refused = bulkhead().runWith(bobs + "\n", "sign-in", "team", "--passphrase-stdin");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("passphrase of tenant 'team' is wrong");
        byte[] now = Files.readAllBytes(vault("team"));
        Files.write(vault("team"), bobsCopy);
        Await.until("the wait is over", Duration.ofSeconds(10), () -> {
            Result older = bulkhead().runWith(bobs + "\n", "sign-in", "team", "--passphrase-stdin");
            return older.err().contains("older than the one last used");
        });
        Files.write(vault("team"), now);
        agency.signIn("team");
        assertThat(agency.audit("team", type("vault_slot_removed"))
                        .getFirst()
                        .path("detail")
                        .asText())
                .isEqualTo("the slot of bob, asked for by consultant");
    }

    @Test
    void aLostPassphraseIsReplacedWithTheRecoveryKeyAndAJoseLibraryThatIsNotOursFindsTheSecret() throws Exception {
        bulkhead().okWith("tok-4711 of lost", "secret", "set", "lost", "github", "--stdin");
        Result made = vault(passphrase("lost") + "\n", "recovery", "lost");
        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(made.out().lines()).hasSize(1);
        assertThat(made.err()).containsPattern("fingerprint ([0-9a-f]{4}-){3}[0-9a-f]{4}");
        String key = made.out().strip();
        Path copy = Files.copy(vault("lost"), folder.resolve("copy.json"));
        Npm npm = Npm.installed();
        assertThat(Files.readString(Path.of("src/test/npm/recover.mjs")))
                .as("the page has just this script")
                .isSubstringOf(Files.readString(Path.of("../docs/recovery.md")));
        Result opened = Launch.toTheEnd(
                npm.command("recover.mjs", List.of(copy.toString())),
                npm.environment(System.getenv()),
                key,
                Duration.ofSeconds(60));
        assertThat(opened.err()).isEmpty();
        assertThat(opened.out()).isEqualTo("github tok-4711 of lost\n");

        String fresh = "six other words for the same vault";
        assertThat(bulkhead()
                        .runWith("{\"kty\":\"EC\"}\n" + fresh + "\n", "vault", "recover", "lost", "--key-stdin")
                        .err())
                .contains("key of the slot 'recovery' of tenant 'lost' is wrong");
        Await.until(
                "the wait after a wrong key is over",
                Duration.ofSeconds(10),
                () -> bulkhead()
                                .runWith(key + "\n" + fresh + "\n", "vault", "recover", "lost", "--key-stdin")
                                .exit()
                        == 0);
        bulkhead().ok("sign-out", "lost");
        bulkhead().signIn("lost", fresh);
        assertThat(bulkhead().ok("secret", "list", "lost")).isEqualTo("github");
        assertThat(agency.audit("lost", type("vault_recovered"))).hasSize(1);
        String text = agency.audit("lost", row -> true).toString();
        assertThat(text)
                .doesNotContain(fresh)
                .doesNotContain(Json.read(key).path("d").asText());
    }

    @Test
    @Tag("long")
    void aCopyGoesOutStillSealedComesBackForItsOwnTenantAloneAndTheOneBeforeIsKept() throws Exception {
        Path file = folder.resolve("copies.vault");
        JsonNode exported = bulkhead().json("vault", "export", "copies", file.toString());
        assertThat(Files.mismatch(file, vault("copies"))).isEqualTo(-1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Result sum =
                Launch.toTheEnd(List.of("sha256sum", file.toString()), System.getenv(), "", Duration.ofSeconds(10));
        assertThat(sum.out()).startsWith(exported.path("sha256").asText() + "  ");
        assertThat(bulkhead().run("vault", "export", "copies", file.toString()).err())
                .contains("is there already");

        bulkhead().okWith("newer", "secret", "set", "copies", "crm", "--stdin");
        assertThat(vault(passphrase("agent") + "\n" + passphrase("copies"), "import", "agent", file.toString())
                        .err())
                .contains("the file is of another tenant");
        assertThat(vault("wrong passphrase\n", "import", "copies", file.toString())
                        .exit())
                .isEqualTo(1);
        Await.until(
                "the wait after a wrong passphrase is over",
                Duration.ofSeconds(10),
                () -> vault(passphrase("copies") + "\n", "import", "copies", file.toString())
                                .exit()
                        == 0);
        try (var beside = Files.list(vault("copies").getParent())) {
            assertThat(beside.filter(each -> each.getFileName().toString().startsWith("copies.vault.json.bak-")))
                    .hasSize(1);
        }
        agency.signIn("copies");
        assertThat(bulkhead().ok("secret", "list", "copies")).isEmpty();
        assertThat(vault(passphrase("copies") + "\n", "rotate", "copies").exit())
                .isZero();
        try (var beside = Files.list(vault("copies").getParent())) {
            assertThat(beside.filter(each -> each.toString().contains(".bak-"))).isEmpty();
        }
        byte[] then = Files.readAllBytes(vault("copies"));
        bulkhead().okWith("newer", "secret", "set", "copies", "crm", "--stdin");
        bulkhead().ok("sign-out", "copies");
        Files.write(vault("copies"), then);
        assertThat(bulkhead()
                        .runWith(passphrase("copies") + "\n", "sign-in", "copies", "--passphrase-stdin")
                        .err())
                .contains("bulkhead vault accept-older copies");
        assertThat(vault(passphrase("copies") + "\n", "accept-older", "copies").exit())
                .isZero();
        agency.signIn("copies");
        assertThat(agency.audit("copies", type("vault_older_accepted"))).hasSize(1);

        bulkhead().ok("sign-out", "copies");
        Files.writeString(vault("copies"), "half of a va");
        assertThat(vault(passphrase("copies") + "\n", "import", "copies", file.toString())
                        .exit())
                .as("in the place of a damaged one")
                .isZero();
        Files.delete(vault("copies"));
        assertThat(vault("wrong passphrase\n", "import", "copies", file.toString())
                        .exit())
                .isEqualTo(1);
        assertThat(vault(passphrase("copies") + "\n", "import", "copies", file.toString())
                        .exit())
                .as("in the place of a lost one")
                .isZero();
        agency.signIn("copies");
    }

    /** This process starts the host, so while that is open it is what an agent's shell would be. */
    @Test
    void fromInsideAHostsConnectionNothingOfAVaultIsChangedOrOpenedByTheKeychain() throws Exception {
        bulkhead().ok("sign-out", "agent");
        byte[] before = Files.readAllBytes(vault("agent"));
        String two = passphrase("agent") + "\nanother passphrase, of the agent's\n";
        try (HostSession host = bulkhead().host("agent").asChildOfThisProcess().openInitialized()) {
            assertThat(host.tools()).containsExactly("sign_in_status");
            for (Result refused : List.of(
                    bulkhead().run("sign-in", "agent", "--keychain"),
                    vault(two, "add-passphrase", "agent", "--consultant", "eve"),
                    vault(two, "change-passphrase", "agent"),
                    vault(two, "recovery", "agent"),
                    vault(two, "rotate", "agent"),
                    vault(two, "keychain", "agent", "on"),
                    vault(two, "accept-older", "agent"),
                    vault(two, "import", "agent", vault("agent").toString()),
                    bulkhead()
                            .run("vault", "export", "agent", folder.resolve("e").toString()))) {
                assertThat(refused.exit()).isEqualTo(1);
                assertThat(refused.err()).contains("from inside an AI host's session");
            }
        }
        assertThat(vault("agent")).hasBinaryContent(before);
        assertThat(vault(two, "rotate", "agent").exit()).as("its twin, outside").isZero();
    }

    @Test
    @Tag("long")
    void aRestartDoesNotEndTheWaitAfterWrongPassphrases() throws Exception {
        try (Agency own = Agency.of("waits")) {
            for (int wrong = 1; wrong <= 3; wrong++) {
                int expected = wrong;
                Await.until("wrong passphrase " + wrong + " was tried", Duration.ofSeconds(20), () -> {
                    Result result = own.bulkhead().runWith("nobody's\n", "sign-in", "waits", "--passphrase-stdin");
                    return result.err().contains("try again in " + (1 << (expected - 1)) + " s");
                });
            }
            own.bulkhead().ok("stop");
            Result after = own.bulkhead().runWith(passphrase("waits") + "\n", "sign-in", "waits", "--passphrase-stdin");
            assertThat(after.exit()).isEqualTo(1);
            assertThat(after.err()).contains("too many wrong attempts");
            Await.until(
                    "the wait is over",
                    Duration.ofSeconds(20),
                    () -> own.bulkhead()
                                    .runWith(passphrase("waits") + "\n", "sign-in", "waits", "--passphrase-stdin")
                                    .exit()
                            == 0);
        }
    }

    @Test
    @Tag("long")
    void aNewPassphraseUnderEightCharactersIsRefusedAShortOneWarnedOfAndOneCanBeMade() throws Exception {
        Result refused = bulkhead().runWith("seven77\n", "tenant", "add", "tooshort", "--passphrase-stdin");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("at least 8 characters");
        Result warned = bulkhead().runWith("password1\n", "tenant", "add", "warned", "--passphrase-stdin", "--json");
        assertThat(warned.exit()).isZero();
        assertThat(warned.err()).contains("six random words are better");
        assertThat(Json.read(warned.out()).path("strength").asText()).isEqualTo("weak");
        JsonNode made = bulkhead().json("tenant", "add", "made", "--generate-passphrase");
        String words = made.path("passphrase").asText();
        assertThat(words.split(" ")).hasSize(6);
        assertThat(made.path("strength").asText()).isEqualTo("strong");
        bulkhead().signIn("made", words);
        assertThat(new String(Files.readAllBytes(vault("made")), StandardCharsets.UTF_8))
                .doesNotContain(words);
    }
}
