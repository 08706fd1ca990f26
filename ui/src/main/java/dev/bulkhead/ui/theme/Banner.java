package dev.bulkhead.ui.theme;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** A message across the page that stays until its reason is gone. Takes no room while it is hidden, as it is at first. */
public final class Banner extends HBox {
    private final Label title = new Label();
    private final Label text = new Label();
    private final VBox body = new VBox(title, text);

    public Banner(Tone tone, Feather icon) {
        getStyleClass().addAll("banner", tone.styleClass());
        title.getStyleClass().add("banner-title");
        title.setWrapText(true);
        // A message is read whole: what lacks the room gives way below it.
        title.setMinHeight(USE_PREF_SIZE);
        text.setMinHeight(USE_PREF_SIZE);
        text.setWrapText(true);
        text.managedProperty().bind(text.textProperty().isNotEmpty());
        text.visibleProperty().bind(text.textProperty().isNotEmpty());
        body.getStyleClass().add("banner-body");
        body.setMinWidth(0);
        setHgrow(body, Priority.ALWAYS);
        setAlignment(Pos.TOP_LEFT);
        getChildren().addAll(Icons.toned(icon), body);
        hide();
    }

    /** Puts {@code node} below the words. */
    public Banner below(Node node) {
        body.getChildren().add(node);
        return this;
    }

    /** Puts {@code node} at the end. */
    public Banner aside(Node node) {
        getChildren().add(node);
        return this;
    }

    public void show(String heading, String message) {
        title.setText(heading);
        text.setText(message);
        Shown.set(this, true);
    }

    public void hide() {
        Shown.set(this, false);
    }
}
