package dev.bulkhead.ui.theme;

import dev.bulkhead.protocol.secret.SecretBytes;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Asks for a passphrase in place. To type one is to mean it, so Enter submits here; an empty one is not handed over. */
public final class PassphraseField extends VBox {
    private final PasswordField field = new PasswordField();
    private final Button button;
    private final Consumer<SecretBytes> submit;

    /**
     * @param label whose passphrase it is
     * @param words what the button does
     * @param submit takes the passphrase over
     */
    public PassphraseField(String label, String words, Consumer<SecretBytes> submit) {
        this.submit = submit;
        Label name = new Label(label);
        name.setLabelFor(field);
        name.setWrapText(true);
        field.setId("proof-passphrase");
        field.setAccessibleText(label);
        field.setOnAction(event -> submit());
        HBox.setHgrow(field, Priority.ALWAYS);
        button = new Button(words);
        button.setId("proof-submit");
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(event -> submit());
        HBox line = new HBox(8, field, button);
        line.setAlignment(Pos.CENTER_LEFT);
        setSpacing(6);
        getChildren().addAll(name, line);
        sceneProperty().subscribe(scene -> field.clear());
    }

    /** Has its parts found as {@code name-passphrase} and {@code name-submit}, where several are in one window. */
    public PassphraseField named(String name) {
        field.setId(name + "-passphrase");
        button.setId(name + "-submit");
        return this;
    }

    /** Empties the field. */
    public void forget() {
        field.clear();
    }

    public void show(boolean shown) {
        Shown.set(this, shown);
    }

    /** Puts the keyboard into the field. */
    public void ask() {
        field.requestFocus();
    }

    private void submit() {
        SecretBytes typed = Passphrase.takeFrom(field);
        if (typed.length() == 0 || typed.length() > Passphrase.LONGEST) {
            typed.close();
            return;
        }
        submit.accept(typed);
    }
}
