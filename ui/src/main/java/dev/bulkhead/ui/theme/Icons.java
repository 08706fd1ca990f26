package dev.bulkhead.ui.theme;

import atlantafx.base.theme.Styles;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Icons of one family, and buttons that carry one. */
public final class Icons {
    private Icons() {}

    /** An icon beside words; screen readers pass over it. */
    public static Node of(Feather icon) {
        return new FontIcon(icon);
    }

    /** An icon in the colour of the tone that it or a parent has. */
    public static Node toned(Feather icon) {
        FontIcon toned = new FontIcon(icon);
        toned.getStyleClass().add("toned");
        return toned;
    }

    /** A button with an icon and words. */
    public static Button button(Feather icon, String words) {
        return new Button(words, of(icon));
    }

    /** A button with an icon alone: {@code words} are its tooltip and what a screen reader says. */
    public static Button button(Feather icon, String words, Runnable action) {
        Button button = new Button("", of(icon));
        button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT);
        button.setAccessibleText(words);
        button.setTooltip(new Tooltip(words));
        button.setOnAction(event -> action.run());
        return button;
    }
}
