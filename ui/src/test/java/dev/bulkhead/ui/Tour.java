package dev.bulkhead.ui;

import dev.bulkhead.ui.testing.Fx;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.GuardedButton;
import dev.bulkhead.ui.theme.HoldButton;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import javafx.application.ColorScheme;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import javafx.stage.Window;

/** Every screen of the window, one after the other, by mouse and keyboard; who walks along looks at each. */
final class Tour {
    private final WindowFixture window;
    private final ColorScheme scheme;
    private final Look look;

    /** A look at what is shown under {@code name}, in the window or a dialog. */
    interface Look {
        void at(Window shown, String name) throws IOException;
    }

    Tour(WindowFixture window, ColorScheme scheme, Look look) {
        this.window = window;
        this.scheme = scheme;
        this.look = look;
    }

    /** Opens the window, and ends with a supervisor that is gone. */
    void walk() throws Exception {
        window.supervisor.start();
        window.open(Texts.of(Locale.ENGLISH), scheme);
        window.hands.awaitText("empty-title", "No clients yet");
        look.at(window.stage(), "empty");

        window.supervisor.change(Scenery::fill);
        window.hands.awaitWords("Account: crm-readonly");
        window.hands.awaitWords("crm__find_contact");
        look.at(window.stage(), "overview");
        window.hands.click("tab-audit");
        window.hands.awaitText("audit-count", "66 events");
        look.at(window.stage(), "window-audit");
        window.hands.click("verify");
        window.hands.awaitText("verdict", "Verified");
        look.at(window.stage(), "verified");

        window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT3);
        window.hands.click("verify");
        window.hands.awaitText("verdict", "First bad event");
        look.at(window.stage(), "tampered");
        window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT4);
        window.hands.find("waiting-look");
        look.at(window.stage(), "settings-wait");
        window.hands.click("question-look");
        window.hands.find("question-arguments");
        look.at(window.stage(), "waiting");
        Fx.pause(GuardedButton.INERT);
        window.hands.click("approve-once");
        window.hands.find("proof-passphrase");
        look.at(window.stage(), "passphrase-needed");
        window.hands.type("correct");
        window.hands.press(KeyCode.ENTER);
        window.hands.awaitWords("Approved · Once");
        look.at(window.stage(), "unknown-host");
        window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT7);
        window.hands.click("look-at-alerts");
        window.hands.find("acknowledge");
        look.at(window.stage(), "alerts");
        window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT6);
        window.hands.awaitText("page-name", "Foxglove");
        window.hands.click("tab-overview");
        look.at(window.stage(), "broken");

        setUp();
        settings();

        window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT2);
        window.hands.click("sign-in");
        window.hands.find("passphrase");
        look.at(dialog(), "sign-in");
        window.hands.type("wrong");
        window.hands.press(KeyCode.ENTER);
        window.hands.awaitWords("wrong passphrase for 'birch': try again in 2 s");
        look.at(dialog(), "sign-in-refused");
        window.hands.press(KeyCode.ESCAPE);
        window.supervisor.provider("https://login.birch.example/device", "WDJB-MJHT", new CountDownLatch(1)::await);
        window.hands.click("sign-in");
        window.hands.find("passphrase");
        window.hands.type("correct");
        window.hands.press(KeyCode.ENTER);
        window.hands.awaitText("provider-code", "WDJB-MJHT");
        look.at(dialog(), "sign-in-provider");
        window.hands.press(KeyCode.ESCAPE);

        window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT3);
        window.hands.awaitText("page-name", "Cobalt");
        window.hands.hold("halt", HoldButton.HOLD);
        window.hands.awaitWords("Cobalt Bank was halted in 34 ms");
        look.at(window.stage(), "halted");
        window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT2);

        window.supervisor.close();
        window.hands.awaitText("page-state", "Unknown");
        look.at(window.stage(), "lost");
    }

    private void setUp() throws IOException {
        window.supervisor.setUp().secrets("acme-mail", "crm-readonly");
        window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT1);
        window.hands.click("tab-setup");
        window.hands.find("change-secret-crm-readonly");
        window.hands.find("change-server-crm");
        look.at(window.stage(), "setup-page");
        window.hands.click("change-forget-acme-mail");
        window.hands.fill("setup-pasted", "npx -y @modelcontextprotocol/server-github@1.2");
        window.hands.click("setup-read");
        window.hands.click("setup-run-server-github-passphrase");
        look.at(window.stage(), "setup-page-asks");
        window.hands.click("change-passphrase-begin");
        window.hands.fill("change-removal-name", "acme");
        window.hands.click("change-removal-passphrase");
        look.at(window.stage(), "setup-page-end");
    }

    private void settings() throws IOException {
        window.supervisor.setUp().settings(Scenery.SETTINGS);
        window.hands.click("tab-settings");
        window.hands.awaitText("settings-file", "acme.yaml");
        window.hands.find("form-tools-allow-*");
        look.at(window.stage(), "settings-form");
        window.hands.fill("form-limits-concurrent", "bad");
        window.hands.press(KeyCode.ENTER);
        window.hands.awaitText("form-limits-concurrent-problem", "it is bad");
        window.hands.click("form-limits-result-bytes");
        look.at(window.stage(), "settings-form-error");
        window.hands.click("settings-as-text");
        look.at(window.stage(), "settings-text");
        window.hands.click("settings-revert");
        Fx.run(() -> window.noteOtherHands(() -> {}));
        look.at(window.stage(), "note");
        window.hands.click("note-understood");
    }

    private Window dialog() {
        return Fx.call(() -> Window.getWindows().stream()
                .filter(each -> each instanceof Stage && !each.equals(window.stage()))
                .findFirst()
                .orElseThrow());
    }
}
