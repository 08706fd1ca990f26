package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.testing.FakeTenant;
import dev.bulkhead.ui.testing.Fx;
import dev.bulkhead.ui.text.Texts;
import java.util.Locale;
import javafx.application.ColorScheme;
import org.junit.jupiter.api.Test;

final class ContactTest {
    @Test
    void whatIsNotKnownAnyMoreIsNotShownAsIfItWere() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.awaitText("page-state", "Ready");
            window.supervisor.close();
            window.hands.awaitText("contact", "No supervisor");
            window.hands.awaitText("page-state", "Unknown");
            window.hands.awaitText("fact-server", "not running");
            window.hands.awaitText("who", "Not known yet");
            assertThat(Fx.call(() -> window.hands.there("halt-all").isDisabled()))
                    .isTrue();
            window.hands.find("start-supervisor");
        }
    }

    @Test
    void aSupervisorThatComesBackIsFollowedAgain() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.awaitText("page-state", "Ready");
            window.supervisor.close();
            window.hands.awaitText("page-state", "Unknown");
            window.supervisor.change(all -> all.get("acme").state = "signed-out");
            window.supervisor.start();
            window.hands.awaitText("page-state", "Signed out");
            // Not only the state: the events and the audit are followed too.
            window.supervisor.change(all -> all.get("acme").state = "busy");
            window.hands.awaitText("page-state", "Busy");
            window.supervisor.record("acme", FakeTenant.call("2026-11-21T14:00:00Z", "after", "success", 1, ""));
            window.hands.awaitWords("after");
            assertThat(Fx.call(() -> window.hands.isShown("lost"))).isFalse();
        }
    }

    @Test
    void whyNoSupervisorCouldBeStartedIsShown() throws Exception {
        try (WindowFixture window = new WindowFixture()) {
            window.open(Texts.of(Locale.ENGLISH), ColorScheme.LIGHT);
            // The folder that the window would start it from does not exist.
            Fx.await("the reason", () -> window.hands.words().stream().anyMatch(text -> text.contains("lib/daemon")));
            window.supervisor.change(WindowFixture::three);
            window.supervisor.start();
            window.hands.awaitText("page-name", "Acme Corp");
        }
    }
}
