package dev.bulkhead.ui.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.layout.BackgroundFill;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.text.Text;

/** Measures every text that a scene shows against the ground that it stands on (WCAG 2.2 §1.4.3). JavaFX thread. */
public final class Contrast {
    /** What text of any size needs at level AA; large text would need 3 only. */
    private static final double ENOUGH = 4.5;

    private Contrast() {}

    /** Returns the texts that are hard to read, with their ratio. Texts of disabled controls are exempt. */
    public static List<String> tooLow(Scene scene) {
        List<String> found = new ArrayList<>();
        measure(scene.getRoot(), Color.web("white"), found);
        return found;
    }

    private static void measure(Node node, Color ground, List<String> found) {
        if (!node.isVisible() || node.isDisabled()) {
            return;
        }
        Color here = node instanceof Region region ? over(region, ground) : ground;
        // Icons are texts of an icon font, beside words that say the same.
        if (node instanceof Text text
                && !text.getText().isBlank()
                && !text.getStyleClass().contains("ikonli-font-icon")
                && text.getFill() instanceof Color ink) {
            double ratio = ratio(blend(ink, here), here);
            if (ratio < ENOUGH) {
                found.add(String.format(Locale.ROOT, "'%s' %.2f (%s on %s)", text.getText(), ratio, ink, here));
            }
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> measure(child, here, found));
        }
    }

    /** The last fill of a region is the innermost: what a text stands on. */
    private static Color over(Region region, Color ground) {
        if (region.getBackground() == null) {
            return ground;
        }
        Color result = ground;
        for (BackgroundFill fill : region.getBackground().getFills()) {
            if (fill.getFill() instanceof Color color) {
                result = blend(color, result);
            }
        }
        return result;
    }

    private static Color blend(Color above, Color below) {
        double alpha = above.getOpacity();
        return Color.color(
                above.getRed() * alpha + below.getRed() * (1 - alpha),
                above.getGreen() * alpha + below.getGreen() * (1 - alpha),
                above.getBlue() * alpha + below.getBlue() * (1 - alpha));
    }

    private static double ratio(Color one, Color other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(Color color) {
        return 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen()) + 0.0722 * linear(color.getBlue());
    }

    private static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }
}
