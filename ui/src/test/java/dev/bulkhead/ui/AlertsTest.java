package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.testing.FakeTenant;
import dev.bulkhead.ui.testing.Fx;
import org.junit.jupiter.api.Test;

/** What the rules found is on the page until somebody has said what came of it. */
final class AlertsTest {
    private static void raise(WindowFixture window) {
        window.supervisor.change(all -> all.get("acme")
                .alertList
                .add(FakeTenant.alert(
                        "a-7k3f", "acme", "denied-burst", "5 calls were refused within 60 s", "suspended")));
    }

    @Test
    void anOpenAlertIsABannerABadgeAndACardWithEverythingThatIsKnown() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            raise(window);
            window.hands.awaitWords("An alert of Acme Corp is open");
            window.hands.click("look-at-alerts");
            window.hands.awaitWords("Many refused calls");
            window.hands.awaitWords("5 calls were refused within 60 s");
            window.hands.awaitWords("Done about it: suspended");
            window.hands.awaitWords("21 Nov 14:58:20 · a-7k3f");
        }
    }

    @Test
    void itIsAcknowledgedWithAReasonAndNotWithoutOne() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            raise(window);
            window.hands.click("look-at-alerts");
            window.hands.find("acknowledge");
            assertThat(Fx.call(() -> window.hands.there("acknowledge").isDisabled()))
                    .isTrue();
            window.hands.click("alert-reason");
            window.hands.type("a test of mine");
            window.hands.click("acknowledge");
            window.hands.awaitWords("a test of mine (21 Nov 15:03:00, by 99 window)");
            Fx.await("the banner is gone", () -> !window.hands.isShown("alerts"));
            window.hands.click("alert-audit");
            window.hands.find("verify");
        }
    }

    @Test
    void withoutAnyItSaysSo() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.click("tab-alerts");
            window.hands.awaitText("alert-none", "No alert");
        }
    }
}
