package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.testing.Fx;
import dev.bulkhead.ui.testing.Hands;
import dev.bulkhead.ui.theme.HoldButton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javafx.scene.input.KeyCode;
import javafx.scene.robot.Robot;
import org.junit.jupiter.api.Test;

/** The red buttons: held for a moment they stop everything, whatever else hangs; a slip of the hand stops nothing. */
final class HaltTest {
    @Test
    void heldItHaltsAndSaysWhatWasMeasured() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.hold("halt", HoldButton.HOLD);
            window.hands.awaitWords("Acme Corp was halted in 34 ms");
            window.hands.awaitWords("2 calls were in flight; 3 processes were ended; none survived.");
            window.hands.awaitText("page-state", "Halted");
            assertThat(window.supervisor.requests()).contains("halt acme");
        }
    }

    @Test
    void aShortPressSaysThatItIsToBeHeld() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.click("halt");
            window.hands.awaitText("halt", "Hold to halt");
            Fx.pause(HoldButton.HOLD);
            assertThat(window.supervisor.requests()).doesNotContain("halt acme");
        }
    }

    @Test
    void spaceHoldsAndEnterDoesNothing() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            Fx.run(() -> window.hands.there("halt").requestFocus());
            window.hands.press(KeyCode.ENTER);
            window.hands.press(KeyCode.SPACE);
            window.hands.awaitText("halt", "Hold to halt");
            assertThat(window.supervisor.requests()).doesNotContain("halt acme");
            window.hands.hold(KeyCode.SPACE, HoldButton.HOLD);
            window.hands.awaitText("page-state", "Halted");
        }
    }

    @Test
    void whoAskedForLessMotionSeesThatItIsHeldAtOnce() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            Fx.run(() -> {
                window.scene().getPreferences().setReducedMotion(true);
                window.hands.there("halt").requestFocus();
            });
            Fx.run(() -> new Robot().keyPress(KeyCode.SPACE));
            Fx.await("it is full", () -> window.hands.there("halt").getStyle().contains("-bh-halt-held 100%"));
            Fx.run(() -> new Robot().keyRelease(KeyCode.SPACE));
            assertThat(window.supervisor.requests()).doesNotContain("halt acme");
        }
    }

    @Test
    void oneButtonHaltsAll() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.hold("halt-all", HoldButton.HOLD);
            window.hands.awaitWords("3 clients were halted, within 34 ms");
            window.hands.awaitWords("Halted · birch");
            window.hands.awaitWords("Halted · cobalt");
        }
    }

    @Test
    void itWorksWhileAnotherRequestHangs() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            Hands hands = window.hands;
            window.supervisor.gate(new CountDownLatch(1)::await);
            hands.press(KeyCode.CONTROL, KeyCode.DIGIT2);
            hands.click("sign-in");
            hands.find("passphrase");
            hands.type("correct");
            hands.press(KeyCode.ENTER);
            hands.awaitText("sign-in-doing", "opening the vault of birch");
            hands.press(KeyCode.ESCAPE);
            hands.press(KeyCode.CONTROL, KeyCode.DIGIT1);
            hands.awaitText("page-name", "Acme");
            hands.hold("halt", HoldButton.HOLD);
            hands.awaitText("page-state", "Halted");
        }
    }

    @Test
    void resumingTakesThePassphrase() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.supervisor.change(all -> all.get("acme").state = "halted");
            window.hands.click("resume");
            window.hands.awaitWords("Let Acme Corp work again");
            window.hands.type("correct");
            window.hands.press(KeyCode.ENTER);
            window.hands.awaitText("page-state", "Ready");
            assertThat(window.supervisor.requests()).contains("resume acme").doesNotContain("sign-in acme");
        }
    }

    @Test
    void lettingGoEarlyAndHoldingAgainBeginsAnew() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            for (int i = 0; i < 3; i++) {
                window.hands.hold("halt", Duration.ofMillis(50));
            }
            Fx.pause(HoldButton.HOLD);
            assertThat(window.supervisor.requests()).doesNotContain("halt acme");
        }
    }
}
