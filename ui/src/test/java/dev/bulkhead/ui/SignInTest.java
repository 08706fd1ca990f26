package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.testing.Fx;
import dev.bulkhead.ui.testing.Hands;
import java.util.concurrent.CountDownLatch;
import javafx.scene.control.PasswordField;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

final class SignInTest {
    @Test
    void theRightPassphraseSignsInAndClosesTheDialog() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            Hands hands = openDialog(window);
            hands.type("correct");
            hands.press(KeyCode.ENTER);
            Fx.await("the dialog is closed", () -> !hands.isShown("passphrase"));
            hands.awaitText("page-state", "Ready");
            hands.find("sign-out");
        }
    }

    @Test
    void aWrongPassphraseShowsTheReasonAndStays() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            Hands hands = openDialog(window);
            hands.type("wrong");
            hands.click("sign-in-submit");
            hands.awaitWords("wrong passphrase for 'birch': try again in 2 s");
            assertThat(content(hands)).isEmpty();
            hands.awaitText("page-state", "Signed out");
            // The keyboard is where the next attempt is typed.
            hands.type("correct");
            hands.press(KeyCode.ENTER);
            Fx.await("the dialog is closed", () -> !hands.isShown("passphrase"));
        }
    }

    @Test
    void thePassphraseHasLeftTheFieldWhileTheSupervisorWorks() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.supervisor.gate(gate::await);
            Hands hands = openDialog(window);
            hands.type("correct");
            hands.press(KeyCode.ENTER);
            hands.awaitText("sign-in-doing", "opening the vault of birch");
            assertThat(content(hands)).isEmpty();
            gate.countDown();
            Fx.await("the dialog is closed", () -> !hands.isShown("passphrase"));
        }
    }

    @Test
    void escapeCancelsAlsoWhileTheSupervisorWorks() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.supervisor.gate(never::await);
            Hands hands = openDialog(window);
            hands.type("correct");
            hands.press(KeyCode.ENTER);
            hands.awaitText("sign-in-doing", "opening the vault of birch");
            hands.press(KeyCode.ESCAPE);
            Fx.await("the dialog is closed", () -> !hands.isShown("passphrase"));
            hands.awaitText("page-state", "Signed out");
        }
    }

    @Test
    void anEmptyPassphraseIsNotSent() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            Hands hands = openDialog(window);
            hands.press(KeyCode.ENTER);
            hands.awaitWords("Type the passphrase of the vault.");
            assertThat(window.supervisor.requests()).doesNotContain("sign-in birch");
        }
    }

    @Test
    void whereAProviderHasToVouchItsPageIsOpenedAndItsCodeShown() throws Exception {
        CountDownLatch vouched = new CountDownLatch(1);
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.supervisor.provider("https://login.birch.example/device", "WDJB-MJHT", vouched::await);
            Hands hands = openDialog(window);
            hands.type("correct");
            hands.press(KeyCode.ENTER);
            hands.awaitText("provider-code", "WDJB-MJHT");
            assertThat(window.browsed).containsExactly("https://login.birch.example/device");
            hands.click("provider-open");
            assertThat(window.browsed).hasSize(2);
            vouched.countDown();
            Fx.await("the dialog is closed", () -> !hands.isShown("passphrase"));
            hands.awaitText("page-state", "Ready");
        }
    }

    @Test
    void withoutASupervisorItSaysSo() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            Hands hands = openDialog(window);
            window.supervisor.close();
            hands.type("correct");
            hands.press(KeyCode.ENTER);
            hands.awaitWords("No supervisor is running.");
        }
    }

    private static Hands openDialog(WindowFixture window) {
        window.hands.clickWords("Birch & Sons");
        window.hands.click("sign-in");
        window.hands.find("passphrase");
        Fx.await("the field has the keyboard", () -> window.hands.focused().equals("passphrase"));
        return window.hands;
    }

    private static String content(Hands hands) {
        PasswordField field = (PasswordField) hands.find("passphrase");
        return Fx.call(field::getText);
    }
}
