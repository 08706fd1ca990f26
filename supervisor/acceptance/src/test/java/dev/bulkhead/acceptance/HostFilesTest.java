package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of AI hosts, through the command line: what is written there launches the tenant. */
class HostFilesTest {
    private static Agency agency;

    @TempDir
    Path user;

    private Bulkhead bulkhead;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme");
        agency.bulkhead().addTenant("globex", Agency.passphrase("globex"));
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    @BeforeEach
    void theirOwnFolder() {
        bulkhead = Bulkhead.as(
                List.of(),
                Map.of("HOME", user.toString(), "XDG_CONFIG_HOME", ""),
                agency.bulkhead().script(),
                agency.bulkhead().home());
    }

    private Path there(String file, String text) throws IOException {
        Path path = user.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    @Test
    void whatIsAddedIsListedServesTheTenantsToolsAndIsTakenOutAgain() throws Exception {
        String own =
                "{\n  // mine\n  \"mcpServers\": {\n    \"other\": { \"command\": \"x\", \"env\": { \"KEY\": \"theirs\" } }\n  }\n}\n";
        Path file = there(".cursor/mcp.json", own);
        JsonNode added = bulkhead.json("host", "add", "cursor", "--tenant", "acme");
        assertThat(added.path("change").toString()).contains("bulkhead-acme").doesNotContain("other", "theirs");
        assertThat(Path.of(added.path("backup").asText())).hasContent(own);
        assertThat(Files.readString(file)).contains("// mine", "\"other\"").doesNotContain("passphrase");

        JsonNode listed = bulkhead.json("host", "list", "acme").get(0);
        assertThat(listed.path("host").asText()).isEqualTo("cursor");
        assertThat(listed.path("tenant").asText()).isEqualTo("acme");

        JsonNode checked = bulkhead.json("host", "check", "cursor").get(0);
        assertThat(checked.path("ok").asBoolean()).isTrue();
        assertThat(checked.path("server").asText()).isEqualTo("bulkhead-acme");
        assertThat(checked.path("tools").toString()).contains("read_file");

        bulkhead.ok("host", "remove", "cursor", "--tenant", "acme");
        assertThat(file).hasContent(own);
        assertThat(bulkhead.run("host", "check", "cursor").exit()).isEqualTo(1);
    }

    @Test
    void aTenantThatNobodyIsSignedInToIsSaidToWait() throws Exception {
        there(".codex/config.toml", "model = \"x\"\n");
        bulkhead.ok("host", "add", "codex", "--tenant", "globex");
        JsonNode checked = bulkhead.json("host", "check").get(0);
        assertThat(checked.path("ok").asBoolean()).isTrue();
        assertThat(checked.path("lobby").asBoolean()).isTrue();
    }

    @Test
    void whatCannotBeDoneChangesNothing() throws Exception {
        Path file = there(".config/goose/config.yaml", "extensions: { a: { cmd: x } }\n");
        Result refused = bulkhead.run("host", "add", "goose", "--tenant", "acme");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("is left as it was", "bulkhead-acme:");
        assertThat(file).hasContent("extensions: { a: { cmd: x } }\n");
        assertThat(bulkhead.run("host", "add", "cursor", "--tenant", "acme").err())
                .contains("Cursor was not found", ".cursor/mcp.json", "--file");
        assertThat(bulkhead.run("host", "add", "emacs", "--tenant", "acme").exit())
                .isEqualTo(2);
        there(".cursor/mcp.json", "{}");
        assertThat(bulkhead.run("host", "add", "cursor", "--tenant", "nobody").err())
                .contains("no tenant 'nobody'");
        bulkhead.ok("host", "add", "cursor", "--tenant", "acme", "--dry-run");
        assertThat(user.resolve(".cursor/mcp.json")).hasContent("{}");
    }

    @Test
    void aBundleHoldsTheWayInAndNoSecret() throws Exception {
        Path file = user.resolve("acme.mcpb");
        bulkhead.ok("host", "bundle", "acme", "--out", file.toString());
        try (ZipFile zip = new ZipFile(file.toFile())) {
            JsonNode manifest = Json.read(
                    new String(zip.getInputStream(zip.getEntry("manifest.json")).readAllBytes()));
            assertThat(manifest.at("/server/mcp_config/args").toString())
                    .isEqualTo("[\"connect\",\"--tenant\",\"acme\"]");
            assertThat(zip.getEntry(manifest.at("/server/entry_point").asText()))
                    .isNotNull();
        }
        Result again = bulkhead.run("host", "bundle", "acme", "--out", file.toString());
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains(file + " is there already: ");
        assertThat(bulkhead.run(
                                "host",
                                "bundle",
                                "acme",
                                "--out",
                                user.resolve("no/such/x.mcpb").toString())
                        .err())
                .contains("the folder " + user.resolve("no/such") + " is not");
    }
}
