package dev.bulkhead.ui.setup;

import dev.bulkhead.consent.Strength;
import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Passphrase;
import dev.bulkhead.ui.theme.Shown;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** A passphrase that is to be, typed twice or made here, with what an estimate says of it. */
final class NewPassphrase extends VBox {
    private final Texts texts;
    private final PasswordField first = new PasswordField();
    private final PasswordField again = new PasswordField();
    private final Label strength = new Label();
    private final Label made = new Label();
    private final HBox madeLine;

    NewPassphrase(Texts texts) {
        this.texts = texts;
        first.setId("setup-passphrase");
        again.setId("setup-passphrase-again");
        strength.setId("setup-strength");
        strength.getStyleClass().add("muted");
        strength.setWrapText(true);
        first.textProperty().subscribe(this::rate);
        Button make = Icons.button(Feather.SHUFFLE, texts.get("setup.passphrase.make"));
        make.setId("setup-make");
        make.setOnAction(event -> make());
        made.setId("setup-made");
        made.getStyleClass().add("monospace");
        made.setWrapText(true);
        madeLine = new HBox(10, made);
        madeLine.getStyleClass().add("command");
        madeLine.setMaxWidth(USE_PREF_SIZE);
        setSpacing(14);
        getChildren()
                .addAll(
                        Step.field(texts.get("setup.passphrase.first"), first),
                        strength,
                        Step.field(texts.get("setup.passphrase.again"), again),
                        make,
                        madeLine);
        show(false);
        sceneProperty().subscribe(scene -> forget());
    }

    private void show(boolean shown) {
        Shown.set(madeLine, shown);
    }

    void focus() {
        first.requestFocus();
    }

    /** It has been taken: nothing of it stays to be read. */
    void forget() {
        first.clear();
        again.clear();
        made.setText("");
        show(false);
    }

    private void rate() {
        boolean some = !first.getText().isEmpty();
        Shown.set(strength, some);
        if (!some) {
            return;
        }
        try (SecretBytes typed = SecretBytes.takeOver(first.getText().getBytes(StandardCharsets.UTF_8))) {
            strength.setText(
                    Strength.isLongEnough(typed)
                            ? texts.get("setup.strength." + Strength.of(typed).word())
                            : tooShort());
        }
    }

    private String tooShort() {
        return texts.get("setup.strength.short", Strength.RECOMMENDED_CHARACTERS, Strength.RECOMMENDED_WORDS);
    }

    private void make() {
        try (SecretBytes secret = Strength.generated()) {
            String words = secret.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
            made.setText(words);
            first.setText(words);
            again.setText(words);
            show(true);
        }
    }

    /** Takes what was typed out of the fields; empty where it cannot be one, which {@code why} is told. */
    Optional<SecretBytes> take(Consumer<String> why) {
        if (!first.getText().equals(again.getText())) {
            why.accept(texts.get("setup.passphrase.differ"));
            again.requestFocus();
            return Optional.empty();
        }
        SecretBytes passphrase = Passphrase.takeFrom(first);
        again.clear();
        if (!Strength.isLongEnough(passphrase) || passphrase.length() > Passphrase.LONGEST) {
            passphrase.close();
            why.accept(tooShort());
            first.requestFocus();
            return Optional.empty();
        }
        return Optional.of(passphrase);
    }
}
