package dev.bulkhead.ui.setup;

import dev.bulkhead.consent.Strength;
import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Passphrase;
import java.nio.charset.StandardCharsets;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;

/** The passphrase that encrypts the client's vault; going on adds the client and signs in to it. */
final class PassphraseStep extends Step {
    private final Supervisor supervisor;
    private final SetUp setUp;
    private final PasswordField first = new PasswordField();
    private final PasswordField again = new PasswordField();
    private final Label strength = new Label();
    private final Label made = new Label();
    private final HBox madeLine;

    PassphraseStep(Texts texts, NewClient client, Supervisor supervisor, SetUp setUp) {
        super(texts.get("setup.passphrase.title"), texts.get("setup.passphrase.text"), texts, client);
        this.supervisor = supervisor;
        this.setUp = setUp;
        first.setId("setup-passphrase");
        again.setId("setup-passphrase-again");
        strength.setId("setup-strength");
        strength.getStyleClass().add("muted");
        first.textProperty().subscribe(this::rate);
        Button make = Icons.button(Feather.SHUFFLE, texts.get("setup.passphrase.make"));
        make.setId("setup-make");
        make.setOnAction(event -> make());
        made.setId("setup-made");
        made.getStyleClass().add("monospace");
        madeLine = new HBox(10, made);
        madeLine.getStyleClass().add("command");
        madeLine.setMaxWidth(USE_PREF_SIZE);
        show(false);
        getChildren()
                .addAll(
                        field(texts.get("setup.passphrase.first"), first),
                        strength,
                        field(texts.get("setup.passphrase.again"), again),
                        make,
                        madeLine);
    }

    @Override
    String onwards() {
        return texts.get("setup.passphrase.next");
    }

    @Override
    void enter() {
        first.requestFocus();
    }

    private void show(boolean shown) {
        madeLine.setManaged(shown);
        madeLine.setVisible(shown);
    }

    private void rate() {
        if (first.getText().isEmpty()) {
            strength.setText("");
            return;
        }
        try (SecretBytes typed = SecretBytes.takeOver(first.getText().getBytes(StandardCharsets.UTF_8))) {
            strength.setText(
                    Strength.isLongEnough(typed)
                            ? texts.get("setup.strength." + Strength.of(typed).word())
                            : texts.get(
                                    "setup.strength.short",
                                    Strength.RECOMMENDED_CHARACTERS,
                                    Strength.RECOMMENDED_WORDS));
        }
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

    @Override
    void next(Way way) {
        if (client.added().isPresent()) {
            signIn(way);
            return;
        }
        if (!first.getText().equals(again.getText())) {
            way.failed(texts.get("setup.passphrase.differ"));
            again.requestFocus();
            return;
        }
        SecretBytes passphrase = Passphrase.takeFrom(first);
        if (!Strength.isLongEnough(passphrase) || passphrase.length() > Passphrase.LONGEST) {
            passphrase.close();
            again.clear();
            way.failed(texts.get("setup.strength.short", Strength.RECOMMENDED_CHARACTERS, Strength.RECOMMENDED_WORDS));
            first.requestFocus();
            return;
        }
        again.clear();
        way.working(texts.get("setup.passphrase.adding", client.name()));
        setUp.add(client.id(), client.name(), client.workspace(), passphrase.copy(), new Errand.Outcome() {
            @Override
            public void done() {
                made.setText("");
                show(false);
                client.added(passphrase);
                signIn(way);
            }

            @Override
            public void failed(String why) {
                passphrase.close();
                way.failed(why);
            }
        });
    }

    private void signIn(Way way) {
        way.working(texts.get("setup.passphrase.signing-in"));
        supervisor.signIn(client.tenant(), client.passphrase(), new Errand.Outcome() {
            @Override
            public void done() {
                way.on();
            }

            @Override
            public void failed(String why) {
                way.failed(why);
            }
        });
    }
}
