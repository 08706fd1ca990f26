package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One person's data leaves the audit, in every file, with a certificate. */
class ErasureTest {
    private static final String ROBERTA = "roberta-4711";

    private static Agency agency;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme", "zephyrine", "initech");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    private static Result erase(String subject, String... more) throws IOException {
        List<String> all = new java.util.ArrayList<>(List.of(
                "audit", "erase", "acme", "--subject", subject, "--reason", "asked on paper", "--passphrase-stdin"));
        all.addAll(List.of(more));
        return agency.bulkhead().runWith(passphrase("acme") + "\n", all.toArray(String[]::new));
    }

    @Test
    void aPersonIsErasedFromEveryFileAndTheRestStaysProvable() throws Exception {
        String hers = "the passphrase that only she knows";
        agency.bulkhead()
                .okWith(
                        passphrase("acme") + "\n" + hers + "\n",
                        "vault",
                        "add-passphrase",
                        "acme",
                        "--consultant",
                        ROBERTA,
                        "--passphrase-stdin");
        agency.bulkhead().ok("sign-out", "acme");
        agency.bulkhead().signIn("acme", hers);
        try (HostSession host = agency.host("acme")) {
            assertThat(host.call("list_files").has("result")).isTrue();
        }
        agency.bulkhead().ok("sign-out", "acme");
        agency.signIn("acme");
        agency.bulkhead()
                .okWith(passphrase("acme") + "\n", "vault", "remove-slot", "acme", ROBERTA, "--passphrase-stdin");
        long before = agency.bulkhead().audit("acme").size();
        assertThat(named(agency.bulkhead().audit("acme"))).isGreaterThanOrEqualTo(4);

        Result nobody = erase("nobody-of-this-name");
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err()).contains("nothing in the audit of 'acme' is about them");
        assertThat(erase("asked").exit()).as("the reason names them").isEqualTo(2);
        assertThat(agency.bulkhead().audit("acme"))
                .noneMatch(row -> row.path("erased").asBoolean());

        Path file = folder.resolve("certificate.json");
        Result erased = erase(ROBERTA, "--out", file.toString());
        assertThat(erased.exit()).as(erased.err()).isZero();
        JsonNode certificate = Json.read(Files.readString(file)).path("certificate");
        List<JsonNode> rows = agency.bulkhead().audit("acme");
        assertThat(rows).hasSizeGreaterThan((int) before);
        assertThat(rows.stream().filter(row -> row.path("erased").asBoolean()).count())
                .isEqualTo(certificate.path("rows").asLong())
                .isGreaterThanOrEqualTo(4);
        assertThat(named(rows)).isZero();
        assertThat(agency.bulkhead().ok("audit", "verify", "acme")).contains("verified");
        assertThat(certificate.path("verified").asText()).startsWith("Verified: ");
        assertThat(certificate.path("checkpoint").asText())
                .contains(certificate.at("/head/hash").asText(), "\n" + certificate.at("/head/seq") + "\n");
        assertThat(Json.read(Files.readString(file)).path("signed").asText())
                .startsWith("bulkhead.dev/erasure/acme\n{\"checkpoint\":")
                .contains("\n\n— bulkhead.dev/audit/acme ");
        assertThat(filesThatName(folder)).isEmpty();
        assertThat(filesThatName(agency.bulkhead().home())).isEmpty();

        Result again = erase(ROBERTA);
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("gone already");
    }

    /** As a person has it: at a terminal, by script(1). */
    private static Result atATerminal(String typed, String... more) throws IOException {
        List<String> command =
                new java.util.ArrayList<>(List.of(agency.bulkhead().script().toString(), "audit", "erase", "initech"));
        command.addAll(List.of(more));
        return Launch.toTheEnd(
                List.of("script", "-qec", String.join(" ", command), "/dev/null"),
                agency.bulkhead().environment(),
                passphrase("initech") + "\n" + typed + "\n",
                Duration.ofSeconds(30));
    }

    @Test
    void atATerminalItAsksAndOnlyTheTenantsNameGoesOn() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script(1)");
        String person = "terrence-4711";
        agency.bulkhead()
                .okWith(
                        passphrase("initech") + "\n" + "a passphrase of his own\n",
                        "vault",
                        "add-passphrase",
                        "initech",
                        "--consultant",
                        person,
                        "--passphrase-stdin");
        agency.bulkhead()
                .okWith(passphrase("initech") + "\n", "vault", "remove-slot", "initech", person, "--passphrase-stdin");
        String[] his = {"--subject", person, "--reason", "paper"};
        Result other = atATerminal("globex", his);
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.out()).contains("Erase for good what stands beside", "stays as it is");
        assertThat(agency.bulkhead().audit("initech"))
                .anyMatch(row -> row.toString().contains(person));
        Result same = atATerminal("initech", his);
        assertThat(same.exit()).as(same.out()).isZero();
        assertThat(agency.bulkhead().audit("initech"))
                .noneMatch(row -> row.toString().contains(person));
    }

    @Test
    void aTenantThatIsErasedLeavesItsCertificateAlone() throws Exception {
        try (HostSession host = agency.host("zephyrine")) {
            assertThat(host.call("list_files").has("result")).isTrue();
        }
        agency.bulkhead().ok("halt", "zephyrine");
        agency.bulkhead().okWith(passphrase("zephyrine") + "\n", "resume", "zephyrine", "--passphrase-stdin");
        Path file = folder.resolve("end.json");
        agency.bulkhead()
                .okWith(
                        passphrase("zephyrine") + "\n",
                        "tenant",
                        "remove",
                        "zephyrine",
                        "--erase",
                        "--out",
                        file.toString(),
                        "--passphrase-stdin");
        assertThat(Json.read(Files.readString(file))
                        .at("/certificate/checkpoint")
                        .asText())
                .startsWith("bulkhead.dev/audit/zephyrine\n");
        assertThat(LiveFiles.below(agency.bulkhead().home()))
                .noneMatch(path -> path.toString().contains("zephyrine"));
        assertThat(filesThatName(agency.bulkhead().home(), "zephyrine"))
                .as("what the supervisor said of it is rotated away")
                .allMatch(path -> path.startsWith(agency.bulkhead().home().resolve("logs")));
    }

    private static long named(List<JsonNode> rows) {
        return rows.stream().filter(row -> row.toString().contains(ROBERTA)).count();
    }

    private static List<Path> filesThatName(Path below) throws IOException {
        return filesThatName(below, ROBERTA);
    }

    private static List<Path> filesThatName(Path below, String name) throws IOException {
        return LiveFiles.below(below, content -> content.contains(name));
    }
}
