package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.testing.Fx;
import dev.bulkhead.ui.testing.Hands;
import dev.bulkhead.ui.text.Texts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import javafx.application.ColorScheme;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** The window in a language that nobody speaks: every word of ours stands in angle brackets, all others are the supervisor's. */
final class WordsTest {
    private static final String OURS = "‹";

    @Test
    void everyWordOfTheWindowComesFromTheBundle() throws Exception {
        try (WindowFixture window = new WindowFixture()) {
            window.supervisor.start();
            window.open(new Texts(new Marked(), Locale.ENGLISH), ColorScheme.LIGHT);
            window.hands.awaitText("empty-title", "No clients yet");
            check(window.hands);
            window.supervisor.change(Scenery::fill);
            window.hands.awaitText("who", "ada");
            check(window.hands);
            window.hands.click("tab-audit");
            window.hands.awaitText("audit-count", "66 events");
            window.hands.click("verify");
            window.hands.awaitText("verdict", "Verified");
            check(window.hands);
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT4);
            window.hands.find("waiting-look");
            check(window.hands);
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT1);
            window.hands.click("tab-setup");
            window.hands.find("change-server-crm");
            check(window.hands);
            window.hands.click("tab-settings");
            window.hands.find("settings-as-form");
            check(window.hands);
            window.hands.click("question-look");
            window.hands.find("question-arguments");
            check(window.hands);
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT7);
            window.hands.click("look-at-alerts");
            window.hands.find("acknowledge");
            check(window.hands);
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT2);
            window.hands.click("sign-in");
            window.hands.find("passphrase");
            window.hands.press(KeyCode.ENTER);
            check(window.hands);
            window.hands.press(KeyCode.ESCAPE);
            window.supervisor.close();
            window.hands.awaitText("page-state", "Unknown");
            check(window.hands);
        }
    }

    private static void check(Hands hands) {
        Fx.pulse();
        List<String> foreign = Fx.call(() -> {
            List<String> words = new ArrayList<>();
            for (Node node : hands.all()) {
                if (Hands.isVisible(node)) {
                    collect(node, words);
                }
            }
            return words;
        });
        assertThat(foreign).isNotEmpty().allMatch(text -> text.contains(OURS) || isOfTheSupervisor(text));
    }

    private static void collect(Node node, List<String> words) {
        if (node instanceof Labeled labeled && labeled.getText() != null) {
            words.add(labeled.getText());
        }
        if (node instanceof TextInputControl input && input.getPromptText() != null) {
            words.add(input.getPromptText());
        }
        if (node.getAccessibleText() != null) {
            words.add(node.getAccessibleText());
        }
        if (node instanceof ButtonBase button && button.getTooltip() != null) {
            words.add(button.getTooltip().getText());
        }
    }

    /** Names, ids, commands, and what an audit row says: data, in whatever language it is. */
    private static boolean isOfTheSupervisor(String text) {
        return text.isBlank()
                || text.matches("(?s).*(Acme|Birch|Cobalt|Delta|Eastway|Foxglove|Granite).*")
                || text.matches(
                        "acme|birch|granite|delta-health|strict|network|40/40|crm|mail|notes|claude|cursor|s-1f3a")
                || text.matches(
                        "notes-mcp|https://mcp.mail.example/v1|@acme/crm-mcp 2.4.1|api.acme.example:443|[0-9a-f]{64}|[*]")
                || text.matches("tools[.](allow|ask|deny) .*|the host mcp.mail.example:443 is not in network.allow")
                || text.matches("5 calls were refused within 60 s|a call at 22:14, outside 08:00-19:00")
                || isAnExample(text)
                || text.startsWith("/home/ada/")
                || text.startsWith("/config/tenants/")
                || text.startsWith("bulkhead tenant ")
                || text.matches("[a-z_]+|3127 claude")
                || Scenery.DETAILS.contains(text);
    }

    /** What could stand in a field: such words are the same in every language. */
    private static boolean isAnExample(String text) {
        return text.matches(
                        "github|bulkhead|groups|[0-9.]+[a-z]?|RS256|(read_|crm__send_|[*]__delete_)[*]|[*]__delete_[*]")
                || text.startsWith("{ \"mcpServers\"")
                || text.startsWith("npx")
                || text.startsWith("https://login.acme.example/");
    }

    /** The English bundle with every text in brackets; patterns of times stay patterns. */
    private static final class Marked extends ResourceBundle {
        private final ResourceBundle english = ResourceBundle.getBundle("dev.bulkhead.ui.text.window", Locale.ROOT);

        @Override
        protected Object handleGetObject(String key) {
            String text = english.getString(key);
            return key.startsWith("audit.time") ? "''‹''" + text : OURS + text + "›";
        }

        @Override
        public boolean containsKey(String key) {
            return english.containsKey(key);
        }

        @Override
        public Enumeration<String> getKeys() {
            return Collections.enumeration(english.keySet());
        }
    }
}
