package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.ui.testing.FakeTenants;
import dev.bulkhead.ui.testing.Fx;
import dev.bulkhead.ui.theme.GuardedButton;
import java.util.List;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import org.junit.jupiter.api.Test;

/** What a client was set up with is changed by hand: what destroys is asked about first, and what widens wants the passphrase. */
class ChangesTest {
    private static void three(FakeTenants tenants) {
        WindowFixture.three(tenants);
        ObjectNode crm = tenants.get("acme").overview.withArray("servers").addObject();
        crm.put("name", "crm").put("command", "npx").withArray("args").add("@acme/crm mcp");
    }

    private static WindowFixture open() throws Exception {
        WindowFixture window = WindowFixture.with(ChangesTest::three);
        window.supervisor.setUp().secrets("crm-token");
        window.hands.click("tab-setup");
        return window;
    }

    private static List<String> done(WindowFixture window) {
        return window.supervisor.setUp().done();
    }

    private static void really(WindowFixture window, String id) {
        window.hands.click(id);
        assertThat(Fx.call(window.hands::focused)).isEqualTo(id + "-keep");
        Fx.pause(GuardedButton.INERT);
        window.hands.click(id + "-really");
    }

    @Test
    void aCredentialIsReplacedByPastingAndRemovedWhenThatIsMeant() throws Exception {
        try (WindowFixture window = open()) {
            window.hands.click("change-exchange-crm-token");
            window.hands.type("n3w");
            window.hands.click("setup-keep");
            window.hands.awaitText("change-secrets-said", "crm-token is in the vault");
            assertThat(done(window).getLast())
                    .startsWith("secret.set")
                    .contains("crm-token")
                    .endsWith(" n3w");

            window.hands.click("change-forget-crm-token");
            window.hands.click("change-forget-crm-token-keep");
            assertThat(done(window)).hasSize(1);
            really(window, "change-forget-crm-token");
            window.hands.awaitText("change-secrets-said", "is not in the vault any more");
            assertThat(Fx.call(() -> window.hands.isShown("change-secret-crm-token")))
                    .isFalse();
        }
    }

    @Test
    void aServerIsAddedByACommandLineAndThePassphraseAndRemoved() throws Exception {
        try (WindowFixture window = open()) {
            window.hands.find("change-server-crm");
            window.hands.awaitWords("npx '@acme/crm mcp'");
            window.hands.fill("setup-pasted", "https://mcp.acme.example/v1");
            window.hands.click("setup-read");
            window.hands.awaitText("setup-servers-problem", "not served in this version");
            window.hands.fill("setup-pasted", "npx -y @modelcontextprotocol/server-github@1.2 --read 'a b'");
            window.hands.click("setup-read");
            window.hands.awaitText(
                    "setup-command-server-github", "npx -y @modelcontextprotocol/server-github@1.2 --read 'a b'");
            window.hands.click("setup-run-server-github-passphrase");
            window.hands.type("correct");
            window.hands.press(KeyCode.ENTER);
            window.hands.awaitText("setup-state-server-github", "It is added.");
            assertThat(done(window).getLast())
                    .startsWith("server.add")
                    .contains("\"name\":\"server-github\"", "\"a b\"")
                    .endsWith(" correct");
            really(window, "change-remove-crm");
            window.hands.awaitText("change-servers-said", "crm is removed");
            assertThat(done(window).getLast()).startsWith("server.remove").contains("\"crm\"");
        }
    }

    /** A page that is computed too high ends in nothing, and its scroll bar tells of more than there is. */
    @Test
    void thePageIsAsLongAsWhatStandsOnIt() throws Exception {
        try (WindowFixture window = open()) {
            window.hands.find("change-server-crm");
            Fx.pulse();
            GridPane columns = (GridPane) ((ScrollPane) window.hands.find("set-up")).getContent();
            double highest = Fx.call(() -> columns.getChildren().stream()
                    .mapToDouble(column -> column.prefHeight(((Region) column).getWidth()))
                    .max()
                    .orElseThrow());
            assertThat(Fx.call(columns::getHeight)).isBetween(highest, highest + 60);
        }
    }

    @Test
    void aNameThatTheVaultHasIsNotTakenForAnotherServersCredential() throws Exception {
        try (WindowFixture window = open()) {
            window.hands.find("change-secret-crm-token");
            window.hands.fill("setup-pasted", "{\"crm\":{\"command\":\"node\",\"env\":{\"CRM_TOKEN\":\"t0ken\"}}}");
            window.hands.click("setup-read");
            window.hands.awaitWords("CRM_TOKEN looks like a credential: it goes into the vault as crm-token-2");
        }
    }

    @Test
    void thePassphraseIsChangedByTheOneThatItWas() throws Exception {
        try (WindowFixture window = open()) {
            window.hands.click("change-passphrase-begin");
            window.hands.fill("setup-passphrase", "seven quiet harbours in winter");
            window.hands.fill("setup-passphrase-again", "seven quiet harbours in summer");
            window.hands.fill("change-passphrase", "correct");
            window.hands.click("change-submit");
            window.hands.awaitText("change-passphrase-said", "The two are not the same.");
            assertThat(done(window)).isEmpty();
            window.hands.fill("setup-passphrase-again", "seven quiet harbours in winter");
            window.hands.fill("change-passphrase", "correct");
            window.hands.click("change-submit");
            window.hands.awaitText("change-passphrase-said", "It is changed.");
            assertThat(done(window).getLast()).endsWith(" correct seven quiet harbours in winter");
        }
    }

    @Test
    void aClientGoesWhenItsNameIsTypedAndThePassphraseProves() throws Exception {
        try (WindowFixture window = open()) {
            window.hands.fill("change-removal-name", "acm");
            assertThat(Fx.call(() -> window.hands.isShown("change-removal-passphrase")))
                    .isFalse();
            window.hands.fill("change-removal-name", "acme");
            window.hands.click("change-removal-passphrase");
            window.hands.type("correct");
            window.hands.press(KeyCode.ENTER);
            window.hands.awaitWords("Acme Corp is removed");
            window.hands.awaitWords("Still on the disk:\n/home/ada/Tenants/acme");
            window.hands.awaitText("page-name", "Birch & Sons");
            assertThat(done(window)).containsExactly("tenant.remove {\"tenant\":\"acme\"} correct");
        }
    }
}
