package dev.bulkhead.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.ui.testing.Contrast;
import dev.bulkhead.ui.testing.Fx;
import dev.bulkhead.ui.testing.Hands;
import dev.bulkhead.ui.testing.Picture;
import dev.bulkhead.ui.text.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javafx.application.ColorScheme;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.util.Subscription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Walks through the window in both themes, measures that everything can be read, and leaves pictures to look at. */
final class ScreensTest {
    private static final Path PICTURES = Path.of("target/screens");

    @ParameterizedTest
    @EnumSource(ColorScheme.class)
    void everyTextHasTheContrastThatReadingNeeds(ColorScheme scheme) throws Exception {
        try (WindowFixture window = new WindowFixture()) {
            new Tour(window, scheme, (shown, name) -> look(shown.getScene(), scheme, name)).walk();
        }
    }

    /** German words are longer: what fits in English may not in German. */
    @Test
    void germanFitsAsWell() throws Exception {
        try (WindowFixture window = new WindowFixture()) {
            window.supervisor.start();
            window.supervisor.change(Scenery::fill);
            window.open(Texts.of(Locale.GERMANY), ColorScheme.LIGHT);
            window.hands.awaitWords("Konto: crm-readonly");
            window.hands.awaitWords("Delta Health: ein Aufruf von crm__send_mail wartet auf Sie");
            look(window.scene(), ColorScheme.LIGHT, "german-overview");
            window.hands.click("question-look");
            window.hands.find("question-arguments");
            look(window.scene(), ColorScheme.LIGHT, "german-waiting");
            window.supervisor.setUp().secrets("crm-readonly");
            window.supervisor.setUp().settings(Scenery.SETTINGS);
            window.hands.press(KeyCode.CONTROL, KeyCode.DIGIT1);
            window.hands.click("tab-setup");
            window.hands.click("change-forget-crm-readonly");
            look(window.scene(), ColorScheme.LIGHT, "german-setup-page");
            window.hands.click("tab-settings");
            window.hands.find("form-tools-allow-*");
            look(window.scene(), ColorScheme.LIGHT, "german-settings-form");
        }
    }

    private static void look(Scene scene, ColorScheme scheme, String name) throws IOException {
        Picture.take(scene, PICTURES.resolve(name + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png"));
        assertThat(Fx.call(() -> Contrast.tooLow(scene)))
                .as("%s in %s", name, scheme)
                .isEmpty();
        assertThat(Fx.call(() -> cutOff(scene))).as("%s in %s", name, scheme).isEmpty();
        if (scheme == ColorScheme.LIGHT) {
            assertThat(restless(scene)).as("laid out for ever in %s", name).isEmpty();
        }
    }

    /** What asks for a layout in each frame though nothing happens, and so takes a third of a core for as long as it is shown. */
    private static List<String> restless(Scene scene) {
        Map<String, Integer> asked = new TreeMap<>();
        Subscription watching = Fx.call(() -> parents(scene.getRoot())
                .map(parent -> parent.needsLayoutProperty().subscribe((was, needs) -> {
                    if (needs) {
                        asked.merge(String.valueOf(parent), 1, Integer::sum);
                    }
                }))
                .reduce(Subscription.EMPTY, Subscription::and));
        Fx.pause(Duration.ofMillis(200));
        return Fx.call(() -> {
            watching.unsubscribe();
            return asked.entrySet().stream()
                    .filter(one -> one.getValue() > 6)
                    .map(Object::toString)
                    .toList();
        });
    }

    private static Stream<Parent> parents(Parent top) {
        return Stream.concat(
                Stream.of(top),
                top.getChildrenUnmodifiable().stream()
                        .filter(Parent.class::isInstance)
                        .flatMap(below -> parents((Parent) below)));
    }

    /** Buttons whose words do not fit on them. */
    private static List<String> cutOff(Scene scene) {
        return scene.getRoot().lookupAll(".button").stream()
                .filter(node -> Hands.isVisible(node) && node instanceof Button)
                .map(Button.class::cast)
                .filter(button -> button.lookup(".text") instanceof Text shown
                        && !shown.getText().equals(button.getText()))
                .map(Button::getText)
                .toList();
    }
}
