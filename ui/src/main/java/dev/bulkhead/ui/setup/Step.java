package dev.bulkhead.ui.setup;

import dev.bulkhead.ui.text.Texts;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** One step of adding a client: what it asks, and what going on does. JavaFX thread. */
abstract class Step extends VBox {
    final Texts texts;
    final NewClient client;
    private final String title;

    /** What a step tells of itself. */
    interface Way {
        /** This step is done: the next one. */
        void on();

        /** Something takes its time: {@code what} is being done. */
        void working(String what);

        /** It was not done. */
        void failed(String why);
    }

    Step(String title, String what, Texts texts, NewClient client) {
        this.title = title;
        this.texts = texts;
        this.client = client;
        getStyleClass().add("setup-step");
        Label text = new Label(what);
        text.setWrapText(true);
        text.setMinHeight(USE_PREF_SIZE);
        text.getStyleClass().add("muted");
        getChildren().add(text);
    }

    final String title() {
        return title;
    }

    /** What the button says that goes on from here. */
    String onwards() {
        return texts.get("setup.next");
    }

    /** It is shown now. */
    void enter() {}

    /** Does what this step is for, and says {@code way} how it went. */
    abstract void next(Way way);

    /** A field below its name. */
    static VBox field(String words, Node field) {
        Label label = new Label(words);
        label.setLabelFor(field);
        VBox box = new VBox(label, field);
        box.getStyleClass().add("setup-field");
        return box;
    }
}
