package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.testing.FakeTenant;
import dev.bulkhead.ui.testing.Fx;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** One tenant at a glance. */
final class OverviewTest {
    @Test
    void saysWhoIsSignedInWhatIsConnectedAndWithWhichAccounts() throws Exception {
        try (WindowFixture window = WindowFixture.with(Scenery::fill)) {
            window.hands.awaitText("who", "ada is signed in since Sat 14:20, until Sun 01:36 at the latest");
            window.hands.awaitWords("claude");
            window.hands.awaitWords("process 3127 · session s-1f3a");
            window.hands.awaitWords("@acme/crm-mcp 2.4.1");
            window.hands.awaitWords("Account: crm-readonly");
            window.hands.awaitWords("Account: acme-mail");
            window.hands.awaitWords("No account: it gets no credential");
            window.hands.awaitWords("the host mcp.mail.example:443 is not in network.allow");
            window.hands.awaitWords("tools.deny \"*__delete_*\"");
            window.hands.awaitWords("api.acme.example:443");
            window.hands.awaitWords("4,048 calls, 31 failed, 292 refused");
            assertThat(Fx.call(() -> window.hands.isShown("countdown"))).isFalse();
        }
    }

    @Test
    void theLockIsCountedDownOnlyWhenItIsNear() throws Exception {
        try (WindowFixture window = WindowFixture.with(Scenery::fill)) {
            window.hands.awaitText("who", "until Sun 01:36");
            assertThat(Fx.call(() -> window.hands.isShown("countdown"))).isFalse();
            window.supervisor.change(all -> all.get("acme").overview.put("idleLockSeconds", 95));
            window.hands.awaitText("countdown", "Locks in 1:35 min");
        }
    }

    @Test
    void thatOnlyReadingIsLeftIsSaid() throws Exception {
        try (WindowFixture window = WindowFixture.with(Scenery::fill)) {
            window.hands.awaitText("who", "ada");
            assertThat(Fx.call(() -> window.hands.isShown("reads-only"))).isFalse();
            window.supervisor.change(all -> all.get("acme").readsOnly = true);
            window.hands.awaitText("reads-only", "Reading only");
        }
    }

    @Test
    void callsAppearAsTheyEnd() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.awaitWords("No call was made yet.");
            window.supervisor.record("acme", FakeTenant.call("2026-11-21T14:00:00Z", "crm__find", "success", 331, ""));
            window.hands.awaitWords("crm__find");
            window.hands.awaitWords("331 ms");
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT2);
            window.hands.awaitWords("No call was made yet.");
        }
    }

    @Test
    void theActiveWorkspaceIsMarkedAndCanBeAnother() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.click("make-active");
            window.hands.awaitWords("Acme Corp is the active workspace now (12 ms)");
            window.hands.awaitWords("1 connection went over; none waits to be made anew by its host.");
            window.hands.awaitWords("Ready · acme · active");
            window.hands.awaitText("page-active", "Active");
            Fx.await("it is active already", () -> !window.hands.isShown("make-active"));
        }
    }
}
