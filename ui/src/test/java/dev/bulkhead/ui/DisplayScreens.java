package dev.bulkhead.ui;

import dev.bulkhead.ui.testing.Fx;
import dev.bulkhead.ui.testing.Picture;
import dev.bulkhead.ui.text.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import javafx.application.ColorScheme;
import javafx.scene.image.Image;
import javafx.stage.Stage;
import javafx.stage.Window;

/** Opens the window on the display that the environment names, goes through its screens by mouse, and looks at what is drawn. */
final class DisplayScreens {
    /** An empty window has a handful of colours; one with words and their smooth edges has hundreds. */
    private static final int COLOURS = 100;

    private final double scale;

    private DisplayScreens(double scale) {
        this.scale = scale;
    }

    /** Takes the scale that the display is to have, and whether all screens are wanted. Exits 0 when all was drawn. */
    public static void main(String[] args) throws Exception {
        try {
            DisplayScreens screens = new DisplayScreens(Double.parseDouble(args[0]));
            boolean all = Boolean.parseBoolean(args[1]);
            for (ColorScheme scheme : ColorScheme.values()) {
                if (all) {
                    screens.all(scheme);
                }
                screens.main(scheme);
            }
            System.exit(0);
        } catch (Exception | AssertionError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private void all(ColorScheme scheme) throws Exception {
        try (WindowFixture window = new WindowFixture()) {
            new Tour(window, scheme, (shown, name) -> look(shown, scheme, name)).walk();
        }
    }

    private void main(ColorScheme scheme) throws Exception {
        try (WindowFixture window = new WindowFixture()) {
            window.supervisor.start();
            window.supervisor.change(Scenery::fill);
            window.open(Texts.of(Locale.ENGLISH), scheme);
            window.hands.awaitWords("Account: crm-readonly");
            look(window.stage(), scheme, "overview");
            window.hands.click("tab-audit");
            window.hands.awaitText("audit-count", "66 events");
            look(window.stage(), scheme, "audit");
            window.hands.click("question-look");
            window.hands.find("question-arguments");
            look(window.stage(), scheme, "waiting");
            window.hands.click("tab-settings");
            window.hands.awaitText("settings-file", "acme.yaml");
            look(window.stage(), scheme, "settings");
            window.hands.click("add-client");
            window.hands.find("setup-name");
            look(dialog(window), scheme, "add-client");
            window.hands.click("setup-close");
        }
    }

    private static Window dialog(WindowFixture window) {
        return Fx.call(() -> Window.getWindows().stream()
                .filter(each -> each instanceof Stage && !each.equals(window.stage()))
                .findFirst()
                .orElseThrow());
    }

    private void look(Window window, ColorScheme scheme, String name) throws IOException {
        String file = name + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
        Image image = Picture.ofDisplay(
                window,
                Path.of("target/screens", "display-" + Math.round(scale * 100)).resolve(file));
        check(window.getOutputScaleX() == scale, name + ": the scale is " + window.getOutputScaleX());
        check(
                Math.abs(image.getWidth() - window.getWidth() * scale) < 2,
                name + ": " + image.getWidth() + " pixels for " + window.getWidth());
        check(colours(image) > COLOURS, name + ": " + colours(image) + " colours are drawn");
    }

    private static int colours(Image image) {
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y += 2) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getPixelReader().getArgb(x, y));
            }
        }
        return colours.size();
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
