package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.testing.FakeTenant;
import dev.bulkhead.ui.testing.Fx;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

final class TenantListTest {
    @Test
    void showsEveryTenantWithItsStateInWords() throws Exception {
        Map<String, String> states = new TreeMap<>(Map.of(
                "a",
                "signed-out",
                "b",
                "locked",
                "c",
                "ready",
                "d",
                "busy",
                "e",
                "waiting",
                "f",
                "halted",
                "g",
                "broken"));
        try (WindowFixture window = WindowFixture.with(all ->
                states.forEach((id, state) -> all.put(id, new FakeTenant("Tenant " + id, state))))) {
            List<String> words =
                    List.of("Signed out", "Locked", "Ready", "Busy", "Waiting for you", "Halted", "Wall broken");
            int i = 0;
            for (String id : states.keySet()) {
                window.hands.awaitWords("Tenant " + id);
                window.hands.awaitWords(words.get(i) + " · " + id);
                i++;
            }
        }
    }

    @Test
    void aStateThatChangesIsShownWithoutBeingAskedFor() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.awaitWords("Signed out · birch");
            window.supervisor.change(all -> all.get("birch").state = "halted");
            window.hands.awaitWords("Halted · birch");
        }
    }

    @Test
    void aTenantThatIsAddedAppears() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.supervisor.change(all -> all.put("delta", new FakeTenant("Delta Health", "signed-out")));
            window.hands.awaitWords("Delta Health");
        }
    }

    @Test
    void searchShowsThoseThatMatchAndEnterOpensTheFirst() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.awaitWords("Cobalt Bank");
            window.hands.click("tenant-search");
            window.hands.type("bank");
            Fx.await("one tenant is left", () -> !window.hands.words().contains("Birch & Sons"));
            assertThat(Fx.call(window.hands::words)).contains("Cobalt Bank");
            window.hands.press(KeyCode.ENTER);
            window.hands.awaitText("page-name", "Cobalt Bank");
            window.hands.awaitWords("Birch & Sons");
        }
    }

    @Test
    void typingInTheListSearches() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.clickWords("Acme Corp");
            window.hands.type("bir");
            Fx.await("one tenant is left", () -> !window.hands.words().contains("Cobalt Bank"));
            assertThat(Fx.call(window.hands::focused)).isEqualTo("tenant-search");
            window.hands.press(KeyCode.ESCAPE);
            window.hands.awaitWords("Cobalt Bank");
        }
    }

    @Test
    void controlAndADigitOpensThatTenant() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.awaitText("page-name", "Acme Corp");
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT3);
            window.hands.awaitText("page-name", "Cobalt Bank");
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT2);
            window.hands.awaitText("page-name", "Birch & Sons");
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT9);
            window.hands.awaitText("page-name", "Birch & Sons");
        }
    }
}
