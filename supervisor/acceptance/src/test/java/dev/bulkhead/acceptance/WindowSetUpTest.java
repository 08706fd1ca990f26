package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A client is set up by hand in the real window, from its name to an AI host's file that works, and changed afterwards. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WindowSetUpTest {
    private static final String PASSPHRASE = "hazel winds over seven quiet harbours";

    @TempDir
    static Path user;

    private static Agency agency;
    private static WindowProcess window;
    private static List<String> server;

    @BeforeAll
    static void start() throws Exception {
        server = Fixture.LEGACY_ONLY.command(Npm.installed());
        agency = Agency.of();
        Files.createDirectories(user.resolve(".cursor"));
        window = WindowProcess.open(Bulkhead.as(
                List.of(),
                Map.of("HOME", user.toString(), "XDG_CONFIG_HOME", ""),
                agency.bulkhead().script(),
                agency.bulkhead().home()));
    }

    @AfterAll
    static void stop() throws Exception {
        window.close();
        agency.close();
    }

    private static Path settings() {
        return agency.settings("hazel");
    }

    /** The one order that there is: what is changed has to be there. */
    @Test
    @Order(1)
    void aClientIsAddedInTheWizardAndItsHostsFileLaunchesIt() throws Exception {
        window.all("click empty-add", "fill setup-name Hazel Works", "fill setup-id hazel", "click setup-next");
        window.all("fill setup-passphrase " + PASSPHRASE, "fill setup-passphrase-again " + PASSPHRASE);
        window.all("click setup-next", "await setup-title Credentials");
        window.all("fill setup-secret-name github", "fill setup-secret-value t0ken", "click setup-keep");
        window.all("say github is in the vault", "click setup-next");
        window.all("fill setup-pasted " + pasted("legacy").replace("\\", "\\\\"), "click setup-read");
        window.all("await setup-command-legacy " + server.getFirst(), "click setup-run-legacy");
        window.all("await setup-state-legacy It is added.", "click setup-next");
        window.all("await setup-change-cursor bulkhead-hazel", "click setup-connect-cursor");
        window.all("await setup-host-state-cursor It works", "click setup-next", "await page-name Hazel Works");
        assertThat(agency.bulkhead().servers("hazel").toString()).contains("secret:legacy-api-token");
        assertThat(Files.readString(settings())).doesNotContain("pasted-once");

        JsonNode entry =
                Json.read(Files.readString(user.resolve(".cursor/mcp.json"))).at("/mcpServers/bulkhead-hazel");
        List<String> command = new ArrayList<>(List.of(entry.path("command").asText()));
        entry.path("args").forEach(each -> command.add(each.asText()));
        Map<String, String> variables = new HashMap<>();
        entry.path("env")
                .properties()
                .forEach(each -> variables.put(each.getKey(), each.getValue().asText()));
        try (HostSession host =
                agency.bulkhead().host("").configured(command, variables).openInitialized()) {
            assertThat(host.tools()).containsExactly("sign_in_status");
            window.all("click question-look", "pause PT0.7S", "click approve-session");
            host.await(
                    "its tools come",
                    HostSession.LIMIT,
                    HostSession.isNotification("notifications/tools/list_changed"));
            assertThat(host.tools()).contains("read_file", "legacy__test_echo");
        }
    }

    private static String pasted(String name) {
        return Json.write(Json.object(
                "mcpServers",
                Map.of(
                        name,
                        Map.of(
                                "command",
                                server.getFirst(),
                                "args",
                                server.subList(1, server.size()),
                                "env",
                                Map.of("API_TOKEN", "pasted-once")))));
    }

    @Test
    @Order(2)
    void anErrorInTheSettingsIsShownAtItsLineAndChangesNothing() throws Exception {
        String before = Files.readString(settings());
        List<String> lines = new ArrayList<>(before.lines().toList());
        int at = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("limits:"))
                .findFirst()
                .orElseThrow());
        lines.set(at, "limits: { concurrent: none }");
        window.all("click tab-settings", "await settings-file hazel.yaml", "click settings-as-text");
        write(String.join("\n", lines) + "\n");
        window.all("await settings-state One thing is wrong");
        window.does("await settings-problem-" + (at + 1) + " Line " + (at + 1) + ": limits.concurrent");
        window.all("click settings-save", "pause PT2S");
        assertThat(settings()).hasContent(before);
        window.all("click settings-revert", "pause PT0.5S");
        assertThat(window.does("field settings-text")).isEqualTo(before.replace('\n', ' '));
    }

    @Test
    @Order(3)
    void aGoodChangeCountsAtOnceAndWhatIsAroundItStays() throws Exception {
        String before = Files.readString(settings());
        window.all("click tab-settings", "await settings-file hazel.yaml", "click settings-as-text");
        String after =
                before.replace("concurrent\n", "concurrent, as one pleases\n").replace("Hazel Works", "Hazel Sons");
        write(after);
        window.all("await settings-state Can be saved", "click settings-save", "await settings-state Saved");
        window.does("await page-name Hazel Sons");
        assertThat(settings()).hasContent(after);
    }

    @Test
    @Tag("long")
    @Order(4)
    void whatIsSetUpIsChangedInTheWindow() throws Exception {
        window.all("click tab-setup", "find change-secret-github");
        really("change-forget-github", "change-secrets-said github is not in the vault");
        really("change-remove-legacy", "change-servers-said legacy is removed");
        assertThat(agency.bulkhead().json("secret", "list", "hazel").toString()).doesNotContain("github");
        assertThat(agency.bulkhead().servers("hazel")).isEmpty();

        window.all("fill setup-pasted " + String.join(" ", server), "click setup-read");
        window.all("fill setup-run-legacy-passphrase " + PASSPHRASE, "click setup-run-legacy-submit");
        window.all("await setup-state-legacy It is added.", "find change-server-legacy");
        really("setup-disconnect-cursor", "setup-host-state-cursor Taken out.");
        assertThat(Files.readString(user.resolve(".cursor/mcp.json"))).doesNotContain("hazel");
    }

    @Test
    @Order(5)
    void aFieldOfTheFormThatWidensCountsWithThePassphraseAlone() throws Exception {
        window.all("click tab-settings", "click settings-as-form", "choose form-hosts-unknown may work at once");
        window.all("await settings-state wait for your passphrase", "click settings-save", "find waiting-look");
        assertThat(waiting()).isNotEmpty();
        window.all("fill settings-passphrase " + PASSPHRASE, "click settings-submit");
        Await.until("nothing waits", HostSession.LIMIT, () -> waiting().isEmpty());
        assertThat(Files.readString(settings())).contains("hosts: { unknown: allow }");
    }

    private static JsonNode waiting() throws IOException {
        return agency.bulkhead().shown("hazel").path("waiting");
    }

    @Test
    @Order(6)
    void thePassphraseIsChangedAndTheClientIsRemovedByTheNewOne() throws Exception {
        String fresh = PASSPHRASE + " again";
        window.all("click tab-setup", "click change-passphrase-begin", "fill setup-passphrase " + fresh);
        window.all("fill setup-passphrase-again " + fresh, "fill change-passphrase " + PASSPHRASE);
        window.all("click change-submit", "await change-passphrase-said It is changed.");
        agency.bulkhead().signIn("hazel", fresh);

        window.all("fill change-removal-name hazel", "fill change-removal-passphrase " + fresh);
        window.all("click change-removal-submit", "await empty-title No clients yet", "say Hazel Sons is removed");
        assertThat(agency.bulkhead().json("tenant", "list")).isEmpty();
        assertThat(agency.workspace("hazel")).isDirectory();
    }

    /** A click, a moment to think, and the button that does it. */
    private static void really(String id, String said) {
        window.all("click " + id, "pause PT0.7S", "click " + id + "-really", "await " + said);
    }

    private static void write(String settings) throws IOException {
        window.does("fill settings-text " + settings.replace("\\", "\\\\").replace("\n", "\\n"));
    }
}
