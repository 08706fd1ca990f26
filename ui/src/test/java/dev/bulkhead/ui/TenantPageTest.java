package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.testing.Fx;
import java.util.List;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

final class TenantPageTest {
    @Test
    void showsWhatRunsForTheTenant() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.awaitText("page-name", "Acme Corp");
            window.hands.awaitText("page-state", "Ready");
            window.hands.awaitText("page-workspace", "/home/ada/Tenants/acme");
            window.hands.awaitText("fact-server", "51234");
            window.hands.awaitText("fact-sessions", "2");
            window.hands.awaitText("fact-profile", "strict");
            window.hands.awaitText("fact-self-test", "40/40");
        }
    }

    @Test
    void saysThatNothingRunsWhereNothingDoes() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.clickWords("Birch & Sons");
            window.hands.awaitText("fact-server", "not running");
            window.hands.awaitText("fact-self-test", "not run");
        }
    }

    @Test
    void sessionsThatComeAreShownThoughTheStateStays() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.awaitText("fact-sessions", "2");
            window.supervisor.change(all -> all.get("acme").sessions = 7);
            window.hands.awaitText("fact-sessions", "7");
        }
    }

    @Test
    void signOutSignsOutAndOffersToSignIn() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.click("sign-out");
            window.hands.awaitText("page-state", "Signed out");
            window.hands.find("sign-in");
            assertThat(window.supervisor.requests()).contains("sign-out acme");
            assertThat(Fx.call(() -> window.hands.isShown("sign-out"))).isFalse();
        }
    }

    @Test
    void settingsThatWaitAreShownAndLeadToWhereTheyAreAccepted() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.supervisor.change(all -> all.get("acme").waiting = List.of("network.allow: api.acme.example:443"));
            window.hands.find("waiting-look");
            assertThat(Fx.call(window.hands::words)).anyMatch(text -> text.contains("api.acme.example:443"));
            window.hands.click("waiting-look");
            window.hands.find("settings-passphrase");
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT2);
            Fx.await("it is another tenant's page", () -> !window.hands.isShown("waiting-look"));
        }
    }

    @Test
    void whyAServerDoesNotRunIsShown() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.supervisor.change(all -> all.get("cobalt").problem = "bwrap is missing: apt install bubblewrap");
            window.hands.clickWords("Cobalt Bank");
            window.hands.awaitWords("bwrap is missing: apt install bubblewrap");
        }
    }

    @Test
    void openAlertsAndWhatTheySuspendedAreShownUntilTheyAreAcknowledged() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            assertThat(Fx.call(() -> window.hands.isShown("alerts"))).isFalse();
            window.supervisor.change(all -> all.get("acme").alerts = 2);
            window.hands.awaitWords("2 alerts of Acme Corp are open");
            window.hands.awaitWords("Look into what was found, and say what came of it.");
            window.supervisor.change(all -> all.get("acme").suspended = "alert a-7k3fq, denied-burst: 5 calls");
            window.hands.awaitWords(
                    "Suspended by alert a-7k3fq, denied-burst: 5 calls. Look into it, then sign in again.");
            window.supervisor.change(all -> {
                all.get("acme").alerts = 0;
                all.get("acme").suspended = "";
            });
            Fx.await("nothing is left to look into", () -> !window.hands.isShown("alerts"));
        }
    }

    @Test
    void noTenantsNamesTheCommandThatAddsOne() throws Exception {
        try (WindowFixture window = WindowFixture.with(all -> {})) {
            window.hands.awaitText("empty-title", "No clients yet");
            window.hands.awaitText("empty-command", "bulkhead tenant add");
            window.supervisor.change(WindowFixture::three);
            window.hands.awaitText("page-name", "Acme Corp");
        }
    }
}
