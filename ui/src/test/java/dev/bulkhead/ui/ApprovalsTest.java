package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.testing.FakeTenant;
import dev.bulkhead.ui.testing.Fx;
import dev.bulkhead.ui.testing.Hands;
import dev.bulkhead.ui.theme.GuardedButton;
import javafx.scene.Parent;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Pane;
import org.junit.jupiter.api.Test;

/** What waits comes to the front, says everything that a decision needs, and is never approved by accident. */
final class ApprovalsTest {
    private static final String ARGUMENTS = "{\"path\":\"a\\u202etxt\",\"content\":\"hello\"}";

    private static void ask(WindowFixture window, String id) {
        window.supervisor.change(
                all -> all.get("acme").questions.add(FakeTenant.heldCall(id, "acme", "write_file", ARGUMENTS)));
    }

    private static Hands atTheQueue(WindowFixture window) {
        ask(window, "q-1");
        window.hands.click("question-look");
        window.hands.find("question-q-1");
        return window.hands;
    }

    private static void proven(WindowFixture window) {
        window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT2);
        window.hands.awaitText("page-name", "Birch");
        window.hands.click("sign-in");
        window.hands.find("passphrase");
        window.hands.type("correct");
        window.hands.press(KeyCode.ENTER);
        window.hands.awaitText("page-state", "Ready");
    }

    private static boolean isAnswered(WindowFixture window) {
        return window.supervisor.requests().stream().anyMatch(request -> request.startsWith("approved "));
    }

    @Test
    void aQuestionComesToTheFrontOverAnyPageAndLeavesTheKeyboardWhereItIs() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT3);
            window.hands.awaitText("page-name", "Cobalt");
            window.hands.press(KeyCode.CONTROL, KeyCode.F);
            window.hands.type("co");
            ask(window, "q-1");
            window.hands.awaitWords("Acme Corp: a call of write_file waits for you");
            window.hands.awaitWords("4:29 min left, then it is refused.");
            window.hands.type("balt");
            assertThat(Fx.call(window.hands::focused)).isEqualTo("tenant-search");
            assertThat(Fx.call(() -> ((TextField) window.hands.there("tenant-search")).getText()))
                    .isEqualTo("cobalt");
            assertThat(Fx.call(() -> window.stage().getTitle())).isEqualTo("(1) Bulkhead");
            window.hands.awaitText("page-name", "Cobalt");
        }
    }

    @Test
    void theQueueShowsWhoWantsWhatWithWhichArgumentsAndByWhichRule() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            Hands hands = atTheQueue(window);
            hands.awaitWords("write_file is to be called for Acme Corp");
            hands.awaitWords("/usr/bin/claude (process 3127)");
            hands.awaitWords("tools.ask \"write_*\"");
            TextArea arguments = (TextArea) hands.find("question-arguments");
            String shown = Fx.call(() -> arguments.getText());
            assertThat(shown).isEqualTo("{\n  \"path\": \"a\\u202etxt\",\n  \"content\": \"hello\"\n}");
            assertThat(Fx.call(arguments::isEditable)).isFalse();
            Fx.await(
                    "the keyboard is on what does no harm",
                    () -> hands.focused().equals("deny"));
        }
    }

    @Test
    void anUnknownHostIsShownWithItsParentsAndCanBeGivenFewerTools() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            proven(window);
            window.supervisor.change(
                    all -> all.get("birch").questions.add(FakeTenant.unknownHost("q-2", "birch", "/opt/x/windsurf")));
            window.hands.awaitWords("Birch & Sons: the program windsurf wants to work for this client");
            window.hands.click("question-look");
            window.hands.awaitWords("windsurf wants to work for Birch & Sons");
            window.hands.awaitWords("/usr/bin/bash (process 4700)\n/usr/libexec/gnome-terminal-server (process 2100)");
            TextField tools = (TextField) window.hands.find("question-tools");
            Fx.run(() -> tools.setText(""));
            Fx.pause(GuardedButton.INERT);
            window.hands.click("approve-always");
            window.hands.awaitWords("Name at least one tool, or * for all that the settings allow.");
            Fx.run(() -> tools.setText("read_*, list_files"));
            Fx.pause(GuardedButton.INERT);
            window.hands.click("approve-always");
            window.hands.find("question-none");
            assertThat(window.supervisor.requests()).contains("approved q-2 always [\"read_*\",\"list_files\"]");
        }
    }

    @Test
    void aGestureApprovesWhereThePassphraseWasTypedInThisWindow() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            proven(window);
            window.supervisor.change(all ->
                    all.get("birch").questions.add(FakeTenant.heldCall("q-3", "birch", "write_file", ARGUMENTS)));
            window.hands.click("question-look");
            window.hands.find("approve-session");
            Fx.pause(GuardedButton.INERT);
            window.hands.click("approve-session");
            window.hands.awaitWords("Approved · Once");
            assertThat(window.supervisor.requests()).contains("approved q-3 session ");
            assertThat(Fx.call(() -> window.hands.isShown("question-banner"))).isFalse();
        }
    }

    @Test
    void whereAGestureIsTooOldThePassphraseIsAskedForInPlace() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            Hands hands = atTheQueue(window);
            Fx.pause(GuardedButton.INERT);
            hands.click("approve-once");
            Fx.await("the field has the keyboard", () -> hands.focused().equals("proof-passphrase"));
            assertThat(isAnswered(window)).isFalse();
            hands.type("wrong");
            hands.press(KeyCode.ENTER);
            hands.awaitWords("wrong passphrase");
            hands.type("correct");
            hands.press(KeyCode.ENTER);
            hands.awaitWords("Approved · Once");
            // From now on a gesture is enough, until the supervisor says otherwise.
            ask(window, "q-2");
            hands.find("approve-once");
            Fx.pause(GuardedButton.INERT);
            hands.click("approve-once");
            Fx.await(
                    "the second is answered", () -> window.supervisor.requests().contains("approved q-2 once "));
            window.supervisor.change(all -> all.get("acme").gesturesCount = false);
            ask(window, "q-4");
            hands.find("approve-once");
            Fx.pause(GuardedButton.INERT);
            hands.click("approve-once");
            hands.find("proof-passphrase");
        }
    }

    @Test
    void denyingTakesOneClickAndNoProof() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            Hands hands = atTheQueue(window);
            hands.click("deny");
            hands.find("question-none");
            hands.awaitWords("Denied");
            assertThat(window.supervisor.requests()).contains("approvals.deny ");
        }
    }

    @Test
    void enterNeverApprovesAndSpaceDoesOnlyWithTheKeyboardOnTheButton() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.supervisor.change(all -> all.get("acme").gesturesCount = true);
            Hands hands = atTheQueue(window);
            Fx.run(() -> hands.there("approve-once").requestFocus());
            Fx.pause(GuardedButton.INERT);
            for (int i = 0; i < 3; i++) {
                hands.press(KeyCode.ENTER);
            }
            assertThat(window.supervisor.requests()).noneMatch(request -> request.startsWith("approvals.approve"));
            assertThat(Fx.call(() -> hands.isShown("proof-passphrase"))).isFalse();
            hands.press(KeyCode.SPACE);
            hands.find("proof-passphrase");
        }
    }

    @Test
    void aButtonThatHasJustAppearedOrMovedDoesNothing() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            Hands hands = atTheQueue(window);
            GuardedButton once = (GuardedButton) hands.find("approve-once");
            Fx.pause(GuardedButton.INERT);
            justAfter(hands, once, () -> {
                Pane around = (Pane) once.getParent();
                int place = around.getChildren().indexOf(once);
                around.getChildren().remove(once);
                around.getChildren().add(place, once);
            });
            assertThat(Fx.call(() -> hands.isShown("proof-passphrase"))).isFalse();
            Fx.pause(GuardedButton.INERT);
            // Something pushes the page down, and the button with it, just before the click.
            justAfter(hands, once, () -> hands.there("page-name").setStyle("-fx-font-size: 60px;"));
            assertThat(Fx.call(() -> hands.isShown("proof-passphrase"))).isFalse();
            Fx.pause(GuardedButton.INERT);
            Fx.run(once::fire);
            hands.find("proof-passphrase");
        }
    }

    /** In one go, so that no slow machine gives the button its time. */
    private static void justAfter(Hands hands, GuardedButton button, Runnable change) {
        Fx.run(() -> {
            Parent root = hands.there("page-name").getScene().getRoot();
            change.run();
            root.applyCss();
            root.layout();
            button.fire();
        });
    }

    @Test
    void aButtonOfAPageThatHasJustBeenOpenedDoesNothing() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            Hands hands = atTheQueue(window);
            GuardedButton once = (GuardedButton) hands.find("approve-once");
            TabPane pages = (TabPane) hands.find("pages");
            int waiting = Fx.call(() -> pages.getSelectionModel().getSelectedIndex());
            hands.click("tab-overview");
            Fx.pause(GuardedButton.INERT);
            justAfter(hands, once, () -> pages.getSelectionModel().select(waiting));
            assertThat(Fx.call(() -> hands.isShown("approve-once"))).isTrue();
            assertThat(Fx.call(() -> hands.isShown("proof-passphrase"))).isFalse();
        }
    }

    @Test
    void aCardThatStaysKeepsWhatIsBeingTypedWhenAnotherComes() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            Hands hands = atTheQueue(window);
            Fx.pause(GuardedButton.INERT);
            hands.click("approve-once");
            hands.find("proof-passphrase");
            hands.type("corr");
            ask(window, "q-2");
            hands.find("question-q-2");
            hands.type("ect");
            hands.press(KeyCode.ENTER);
            Fx.await("it is answered", () -> window.supervisor.requests().contains("approved q-1 once "));
        }
    }

    @Test
    void withoutASupervisorNothingIsShownAsIfItStillWaited() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            Hands hands = atTheQueue(window);
            window.supervisor.close();
            Fx.await("nothing waits", () -> !hands.isShown("question-q-1") && !hands.isShown("question-banner"));
        }
    }
}
