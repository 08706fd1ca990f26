package dev.bulkhead.ui.setup;

import dev.bulkhead.ui.model.SettingsYaml;
import dev.bulkhead.ui.text.Texts;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** One setting of the form: its name, what it is set with, and below it what is wrong with it. Has the id of its place. JavaFX thread. */
abstract class Setting extends VBox {
    final Texts texts;
    final List<String> path;
    final Editing editing;
    private final Said problem;

    /** Takes changes of the text that all settings are read from. */
    interface Editing {
        void edit(Change change);
    }

    /** One change of it. */
    interface Change {
        SettingsYaml of(SettingsYaml text) throws SettingsYaml.NotHereException;
    }

    Setting(Texts texts, Editing editing, List<String> path) {
        this.texts = texts;
        this.path = path;
        this.editing = editing;
        this.problem = new Said(id() + "-problem");
        getStyleClass().add("setup-field");
    }

    /** As what it is set with is found: {@code form-session-idle-lock}. */
    final String id() {
        return "form-" + String.join("-", path);
    }

    /** What its text is called after: its place, unless that holds somebody's word. */
    String name() {
        return String.join(".", path);
    }

    /** Puts the name, what it is set with, and room for a problem below each other. */
    final void with(Node control) {
        Label name = new Label(texts.get("form." + name()));
        name.setLabelFor(control);
        control.setAccessibleText(name.getText());
        getChildren().setAll(name, control, problem);
    }

    /** Shows what stands in the text now; of no effect on what is being typed. */
    abstract void show(SettingsYaml now);

    /** Shows what is wrong with it; "" for nothing. */
    final void problem(String words) {
        if (words.isEmpty()) {
            problem.nothing();
        } else {
            problem.problem(words);
        }
    }
}
