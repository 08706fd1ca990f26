package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.testing.Contrast;
import dev.bulkhead.ui.testing.Fx;
import dev.bulkhead.ui.testing.Hands;
import dev.bulkhead.ui.testing.Picture;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.GuardedButton;
import dev.bulkhead.ui.theme.HoldButton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import javafx.application.ColorScheme;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Walks through the window in both themes, measures that everything can be read, and leaves pictures to look at. */
final class ScreensTest {
    private static final Path PICTURES = Path.of("target/screens");

    @ParameterizedTest
    @EnumSource(ColorScheme.class)
    void everyTextHasTheContrastThatReadingNeeds(ColorScheme scheme) throws Exception {
        try (WindowFixture window = new WindowFixture()) {
            window.supervisor.start();
            window.open(Texts.of(Locale.ENGLISH), scheme);
            window.hands.awaitText("empty-title", "No clients yet");
            look(window.scene(), scheme, "empty");

            window.supervisor.change(Scenery::fill);
            window.hands.awaitWords("Account: crm-readonly");
            window.hands.awaitWords("crm__find_contact");
            look(window.scene(), scheme, "overview");
            window.hands.click("tab-audit");
            window.hands.awaitText("audit-count", "66 events");
            look(window.scene(), scheme, "window-audit");
            window.hands.click("verify");
            window.hands.awaitText("verdict", "Verified");
            look(window.scene(), scheme, "verified");

            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT3);
            window.hands.click("verify");
            window.hands.awaitText("verdict", "First bad event");
            look(window.scene(), scheme, "tampered");
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT4);
            window.hands.find("waiting-look");
            look(window.scene(), scheme, "settings-wait");
            window.hands.click("question-look");
            window.hands.find("question-arguments");
            look(window.scene(), scheme, "waiting");
            Fx.pause(GuardedButton.INERT);
            window.hands.click("approve-once");
            window.hands.find("proof-passphrase");
            look(window.scene(), scheme, "passphrase-needed");
            window.hands.type("correct");
            window.hands.press(KeyCode.ENTER);
            window.hands.awaitWords("Approved · Once");
            look(window.scene(), scheme, "unknown-host");
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT7);
            window.hands.click("look-at-alerts");
            window.hands.find("acknowledge");
            look(window.scene(), scheme, "alerts");
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT6);
            window.hands.awaitText("page-name", "Foxglove");
            window.hands.click("tab-overview");
            look(window.scene(), scheme, "broken");

            setUp(window, scheme);
            settings(window, scheme);

            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT2);
            window.hands.click("sign-in");
            window.hands.find("passphrase");
            look(dialog(window), scheme, "sign-in");
            window.hands.type("wrong");
            window.hands.press(KeyCode.ENTER);
            window.hands.awaitWords("wrong passphrase for 'birch': try again in 2 s");
            look(dialog(window), scheme, "sign-in-refused");
            window.hands.press(KeyCode.ESCAPE);
            window.supervisor.provider("https://login.birch.example/device", "WDJB-MJHT", new CountDownLatch(1)::await);
            window.hands.click("sign-in");
            window.hands.find("passphrase");
            window.hands.type("correct");
            window.hands.press(KeyCode.ENTER);
            window.hands.awaitText("provider-code", "WDJB-MJHT");
            look(dialog(window), scheme, "sign-in-provider");
            window.hands.press(KeyCode.ESCAPE);

            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT3);
            window.hands.awaitText("page-name", "Cobalt");
            window.hands.hold("halt", HoldButton.HOLD);
            window.hands.awaitWords("Cobalt Bank was halted in 34 ms");
            look(window.scene(), scheme, "halted");
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT2);

            window.supervisor.close();
            window.hands.awaitText("page-state", "Unknown");
            look(window.scene(), scheme, "lost");
        }
    }

    private static void setUp(WindowFixture window, ColorScheme scheme) throws IOException {
        window.supervisor.setUp().secrets("acme-mail", "crm-readonly");
        window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT1);
        window.hands.click("tab-setup");
        window.hands.find("change-secret-crm-readonly");
        window.hands.find("change-server-crm");
        look(window.scene(), scheme, "setup-page");
        window.hands.click("change-forget-acme-mail");
        window.hands.fill("setup-pasted", "npx -y @modelcontextprotocol/server-github@1.2");
        window.hands.click("setup-read");
        window.hands.click("setup-run-server-github-passphrase");
        look(window.scene(), scheme, "setup-page-asks");
        window.hands.click("change-passphrase-begin");
        window.hands.fill("change-removal-name", "acme");
        window.hands.click("change-removal-passphrase");
        look(window.scene(), scheme, "setup-page-end");
    }

    private static void settings(WindowFixture window, ColorScheme scheme) throws IOException {
        window.supervisor.setUp().settings(Scenery.SETTINGS);
        window.hands.click("tab-settings");
        window.hands.awaitText("settings-file", "acme.yaml");
        window.hands.find("form-tools-allow-*");
        look(window.scene(), scheme, "settings-form");
        window.hands.fill("form-limits-concurrent", "bad");
        window.hands.press(KeyCode.ENTER);
        window.hands.awaitText("form-limits-concurrent-problem", "it is bad");
        window.hands.click("form-limits-result-bytes");
        look(window.scene(), scheme, "settings-form-error");
        window.hands.click("settings-as-text");
        look(window.scene(), scheme, "settings-text");
        window.hands.click("settings-revert");
        Fx.run(() -> window.noteOtherHands(() -> {}));
        look(window.scene(), scheme, "note");
        window.hands.click("note-understood");
    }

    /** German words are longer: what fits in English may not in German. */
    @Test
    void germanFitsAsWell() throws Exception {
        try (WindowFixture window = new WindowFixture()) {
            window.supervisor.start();
            window.supervisor.change(Scenery::fill);
            window.open(Texts.of(Locale.GERMANY), ColorScheme.LIGHT);
            window.hands.awaitWords("Konto: crm-readonly");
            window.hands.awaitWords("Delta Health: ein Aufruf von crm__send_mail wartet auf Sie");
            look(window.scene(), ColorScheme.LIGHT, "german-overview");
            window.hands.click("question-look");
            window.hands.find("question-arguments");
            look(window.scene(), ColorScheme.LIGHT, "german-waiting");
            window.supervisor.setUp().secrets("crm-readonly");
            window.supervisor.setUp().settings(Scenery.SETTINGS);
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT1);
            window.hands.click("tab-setup");
            window.hands.click("change-forget-crm-readonly");
            look(window.scene(), ColorScheme.LIGHT, "german-setup-page");
            window.hands.click("tab-settings");
            window.hands.find("form-tools-allow-*");
            look(window.scene(), ColorScheme.LIGHT, "german-settings-form");
        }
    }

    private static Scene dialog(WindowFixture window) {
        return Fx.call(() -> Window.getWindows().stream()
                .filter(each -> each instanceof Stage && !each.equals(window.stage()))
                .findFirst()
                .orElseThrow()
                .getScene());
    }

    private static void look(Scene scene, ColorScheme scheme, String name) throws IOException {
        Picture.take(scene, PICTURES.resolve(name + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png"));
        assertThat(Fx.call(() -> Contrast.tooLow(scene)))
                .as("%s in %s", name, scheme)
                .isEmpty();
        assertThat(Fx.call(() -> cutOff(scene))).as("%s in %s", name, scheme).isEmpty();
    }

    /** Buttons whose words do not fit on them. */
    private static List<String> cutOff(Scene scene) {
        return scene.getRoot().lookupAll(".button").stream()
                .filter(node -> Hands.isVisible(node) && node instanceof Button)
                .map(Button.class::cast)
                .filter(button -> button.lookup(".text") instanceof Text shown
                        && !shown.getText().equals(button.getText()))
                .map(Button::getText)
                .toList();
    }
}
