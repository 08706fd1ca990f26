package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.ui.link.Told;
import dev.bulkhead.ui.testing.Fx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That other programs can click in the window is said once, and not again. */
class NoteTest {
    @TempDir
    Path folder;

    @Test
    void whatWasUnderstoodIsRemembered() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            Told told = new Told(window.home());
            assertThat(told.has("x11")).isFalse();
            Fx.run(() -> window.noteOtherHands(() -> told.add("x11")));
            window.hands.awaitWords("Other programs of this desktop can click in this window");
            window.hands.click("note-understood");
            assertThat(Fx.call(() -> window.hands.isShown("noted"))).isFalse();
            assertThat(new Told(window.home()).has("x11")).isTrue();
        }
    }

    @Test
    void aFileThatCannotBeReadHasToldNothing() throws Exception {
        BulkheadHome home = BulkheadHome.of(Map.of("BULKHEAD_HOME", folder.toString()));
        Files.createDirectories(home.state());
        Files.writeString(home.state().resolve("window.json"), "{");
        assertThat(new Told(home).has("x11")).isFalse();
        new Told(home).add("x11");
        assertThat(new Told(home).has("x11")).isTrue();
    }

    @Test
    void onlyADisplayThatOthersReachIsSpokenOf() {
        assertThat(BulkheadApplication.canBeClickedByOthers(Map.of("DISPLAY", ":0")))
                .isTrue();
        assertThat(BulkheadApplication.canBeClickedByOthers(Map.of("WAYLAND_DISPLAY", "wayland-0")))
                .isFalse();
    }
}
