package dev.bulkhead.ui.theme;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.text.Font;

/** Light or dark, as the desktop is, also when it changes its mind. One for all windows of the process; JavaFX thread. */
public final class Theme {
    private static final String SHEET = Objects.requireNonNull(
                    Theme.class.getResource("window.css"), "window.css is part of this module")
            .toExternalForm();

    /** One family in all weights that the sheet names, the same on every desktop (OFL, beside the files). */
    private static final List<String> FONTS = List.of("Regular", "Medium", "SemiBold", "Bold");

    private final List<Scene> scenes = new ArrayList<>();
    private ColorScheme scheme = ColorScheme.LIGHT;

    public Theme() {
        for (String weight : FONTS) {
            String file = Objects.requireNonNull(
                            Theme.class.getResource("fonts/Inter-" + weight + ".otf"),
                            "the font is part of this module")
                    .toExternalForm();
            // Null where it cannot be read: then the desktop's own font serves.
            Font.loadFont(file, Font.getDefault().getSize());
        }
    }

    /** Follows the desktop from now on. */
    public void followDesktop() {
        Platform.getPreferences().colorSchemeProperty().subscribe(this::use);
    }

    /** Shows everything in {@code now}. */
    public void use(ColorScheme now) {
        scheme = now;
        Application.setUserAgentStylesheet(
                now == ColorScheme.DARK
                        ? new PrimerDark().getUserAgentStylesheet()
                        : new PrimerLight().getUserAgentStylesheet());
        scenes.forEach(this::paint);
    }

    /** Gives {@code scene} this look for as long as it is shown. */
    public void dress(Scene scene) {
        scene.getStylesheets().add(SHEET);
        scenes.add(scene);
        paint(scene);
    }

    /** Forgets a scene that is shown no more. */
    public void undress(Scene scene) {
        scenes.remove(scene);
    }

    private void paint(Scene scene) {
        // Our own colours that Primer has no variable for; the title bar follows the scene's preference.
        scene.getRoot().getStyleClass().removeAll("light", "dark");
        scene.getRoot().getStyleClass().add(scheme == ColorScheme.DARK ? "dark" : "light");
        scene.getPreferences().setColorScheme(scheme);
    }
}
