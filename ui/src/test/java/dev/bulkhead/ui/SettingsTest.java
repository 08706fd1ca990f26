package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.testing.Fx;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** The settings of a client as a form and as text, two views of one thing. */
class SettingsTest {
    private static final String TEXT = """
            # ours
            version: 1
            tenant: acme
            name: Acme Corp   # theirs
            tools: { allow: ["*"], ask: [] }
            """;

    private static WindowFixture open() throws Exception {
        WindowFixture window = WindowFixture.with(WindowFixture::three);
        window.supervisor.setUp().settings(TEXT);
        window.hands.click("tab-settings");
        Fx.await(
                "the form shows it",
                () -> window.hands.field("form-name").getText().equals("Acme Corp"));
        return window;
    }

    private static void enter(WindowFixture window, String id, String text) {
        window.hands.fill(id, text);
        window.hands.press(KeyCode.ENTER);
    }

    @Test
    void aFieldChangesItsPlaceInTheTextAndNothingElse() throws Exception {
        try (WindowFixture window = open()) {
            enter(window, "form-name", "Acme & Sons");
            enter(window, "form-tools-ask", "write_file");
            enter(window, "form-limits-concurrent", "8");
            window.hands.click("form-tools-allow-*");
            window.hands.awaitText("settings-state", "Can be saved");
            window.hands.click("settings-save");
            window.hands.awaitText("settings-state", "Saved.");
            assertThat(window.supervisor.setUp().settings())
                    .isEqualTo(TEXT.replace("name: Acme Corp", "name: \"Acme & Sons\"")
                                    .replace("allow: [\"*\"], ask: []", "allow: [], ask: [\"write_file\"]")
                            + "limits: { concurrent: 8 }\n");
        }
    }

    @Test
    void whatIsWrittenAsTextStandsInTheForm() throws Exception {
        try (WindowFixture window = open()) {
            window.hands.click("settings-as-text");
            window.hands.fill("settings-text", TEXT + "session: { idle-lock: 5m }\n");
            window.hands.click("settings-as-form");
            assertThat(Fx.call(
                            () -> window.hands.field("form-session-idle-lock").getText()))
                    .isEqualTo("5m");
            window.hands.click("settings-as-text");
            window.hands.fill("settings-text", TEXT + "session: {");
            window.hands.click("settings-as-form");
            window.hands.awaitText("form-problem", "cannot be read as it is");
        }
    }

    @Test
    void anErrorIsShownAtItsFieldAndAtItsLine() throws Exception {
        try (WindowFixture window = open()) {
            enter(window, "form-limits-concurrent", "bad");
            window.hands.awaitText("form-limits-concurrent-problem", "it is bad");
            window.hands.click("settings-problem-6");
            assertThat(Fx.call(window.hands::focused)).isEqualTo("settings-text");
            assertThat(Fx.call(() -> window.hands.field("settings-text").getSelectedText()))
                    .isEqualTo("limits: { concurrent: bad }");
        }
    }

    @Test
    void whatWidensIsConfirmedWithThePassphrase() throws Exception {
        try (WindowFixture window = open()) {
            enter(window, "form-tools-allow", "wide");
            window.hands.awaitText("settings-state", "wait for your passphrase");
            window.hands.click("settings-save");
            window.hands.find("waiting-look");
            window.hands.click("settings-passphrase");
            window.hands.type("correct");
            window.hands.press(KeyCode.ENTER);
            Fx.await("nothing waits", () -> !window.hands.isShown("settings-passphrase"));
            assertThat(window.supervisor.setUp().done())
                    .containsExactly("tenant.confirm {\"tenant\":\"acme\"} correct");
        }
    }

    @Test
    void anotherHandsChangeIsShownUnlessSomethingIsBeingEdited() throws Exception {
        try (WindowFixture window = open()) {
            window.supervisor.setUp().settings(TEXT.replace("Acme Corp", "Acme Two"));
            Fx.await(
                    "it is shown",
                    () -> window.hands.field("form-name").getText().equals("Acme Two"));
            enter(window, "form-name", "Mine");
            window.supervisor.setUp().settings(TEXT.replace("Acme Corp", "Acme Three"));
            window.hands.awaitText("settings-state", "changed by somebody else");
            assertThat(Fx.call(() -> window.hands.field("form-name").getText())).isEqualTo("Mine");
            window.hands.click("settings-revert");
            Fx.await("theirs", () -> window.hands.field("form-name").getText().equals("Acme Three"));
        }
    }
}
