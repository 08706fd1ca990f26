package dev.bulkhead.ui.theme;

import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.layout.StackPane;

/** A page that is made when it is first looked at: what nobody looks at costs neither time nor memory. JavaFX thread. */
public final class Lazy extends StackPane {
    private final Supplier<? extends Node> page;

    public Lazy(Supplier<? extends Node> page) {
        this.page = page;
    }

    /** It is looked at. */
    public void make() {
        if (getChildren().isEmpty()) {
            getChildren().add(page.get());
        }
    }
}
