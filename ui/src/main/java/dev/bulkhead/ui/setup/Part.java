package dev.bulkhead.ui.setup;

import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.text.Texts;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** One thing of a client that can be changed after it was set up: what it is in a sentence, and the ways to change it. JavaFX thread. */
abstract class Part extends VBox {
    final Texts texts;

    /** @param name of its texts: {@code change.<name>.title} and {@code change.<name>.text} */
    Part(Texts texts, String name) {
        this.texts = texts;
        getStyleClass().addAll("card", "part");
        Label title = new Label(texts.get("change." + name + ".title"));
        title.getStyleClass().add("section-title");
        Label text = new Label(texts.get("change." + name + ".text"));
        text.setWrapText(true);
        text.setMinHeight(USE_PREF_SIZE);
        text.getStyleClass().addAll("muted", "small");
        getChildren().addAll(title, text);
    }

    /** Another client is looked at: nothing of the one before may stay. */
    abstract void show(Tenant tenant);

    /** What is known of the client that is looked at has changed. */
    void update(Tenant tenant) {}

    /** Somebody looks at it again: what may have been changed elsewhere is read anew. */
    void look(Tenant tenant) {}

    final String why(String why) {
        return why.isEmpty() ? texts.get("contact.none") : why;
    }
}
