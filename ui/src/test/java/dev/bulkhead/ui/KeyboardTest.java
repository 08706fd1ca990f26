package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.testing.Fx;
import dev.bulkhead.ui.testing.Hands;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

final class KeyboardTest {
    @Test
    void tabReachesEverythingThatCanBeUsedInTheOrderInWhichItIsRead() throws Exception {
        try (WindowFixture window = WindowFixture.withAudit(WindowFixture::three)) {
            window.hands.find("sign-out");
            window.hands.press(KeyCode.CONTROL, KeyCode.F);
            Set<String> visited = new LinkedHashSet<>();
            for (String at = focused(window.hands); visited.add(at); at = focused(window.hands)) {
                window.hands.press(KeyCode.TAB);
            }
            assertThat(visited)
                    .containsExactly(
                            "tenant-search",
                            "tenants",
                            "add-client",
                            "halt-all",
                            "make-active",
                            "sign-out",
                            "halt",
                            "pages",
                            "verify",
                            "audit-more",
                            "filter-text",
                            "filter-time",
                            "filter-tool",
                            "filter-server",
                            "filter-host",
                            "filter-status",
                            "audit");
        }
    }

    @Test
    void arrowsWalkThroughTheTenants() throws Exception {
        try (WindowFixture window = WindowFixture.with(WindowFixture::three)) {
            window.hands.awaitText("page-name", "Acme Corp");
            window.hands.press(KeyCode.DOWN);
            window.hands.awaitText("page-name", "Birch & Sons");
            window.hands.press(KeyCode.UP);
            window.hands.awaitText("page-name", "Acme Corp");
        }
    }

    @Test
    void aButtonWithoutWordsSaysWhatItDoes() throws Exception {
        try (WindowFixture window = WindowFixture.with(Scenery::fill)) {
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT4);
            window.hands.find("waiting-look");
            window.hands.click("tab-audit");
            window.hands.click("verify");
            window.hands.awaitText("verdict", "Verified");
            List<Button> silent = Fx.call(() -> window.hands.all().stream()
                    .filter(node ->
                            node instanceof Button button && button.getText().isEmpty())
                    .map(Button.class::cast)
                    .toList());
            assertThat(silent).hasSizeGreaterThanOrEqualTo(2).allMatch(button -> {
                String spoken = button.getAccessibleText();
                return spoken != null && !spoken.isBlank() && button.getTooltip() != null;
            });
        }
    }

    private static String focused(Hands hands) {
        return Fx.call(hands::focused);
    }
}
