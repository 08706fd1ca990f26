package dev.bulkhead.ui.setup;

import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Passphrase;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Credentials that the client's servers will need: each is pasted once and never shown again. May be passed over. */
final class CredentialsStep extends Step {
    private final SetUp setUp;
    private final TextField name = new TextField();
    private final PasswordField value = new PasswordField();
    private final VBox kept = new VBox(6);
    private final Said problem = new Said("setup-secret-problem");

    CredentialsStep(Texts texts, NewClient client, SetUp setUp) {
        super(texts.get("setup.credentials.title"), texts.get("setup.credentials.text"), texts, client);
        this.setUp = setUp;
        name.setId("setup-secret-name");
        name.setPromptText("github");
        value.setId("setup-secret-value");
        value.setOnAction(event -> keep());
        Button keep = Icons.button(Feather.LOCK, texts.get("setup.credentials.keep"));
        keep.setId("setup-keep");
        keep.setMinWidth(USE_PREF_SIZE);
        keep.setOnAction(event -> keep());
        VBox valueField = field(texts.get("setup.credentials.value"), value);
        HBox.setHgrow(valueField, Priority.ALWAYS);
        HBox line = new HBox(10, field(texts.get("setup.credentials.name"), name), valueField, keep);
        line.setAlignment(Pos.BOTTOM_LEFT);
        getChildren().addAll(line, problem, kept);
    }

    @Override
    void enter() {
        name.requestFocus();
    }

    private void keep() {
        String as = name.getText().strip();
        SecretBytes secret = Passphrase.takeFrom(value);
        if (as.isEmpty() || secret.length() == 0) {
            secret.close();
            problem.problem(texts.get("setup.credentials.missing"));
            return;
        }
        problem.nothing();
        setUp.keep(client.tenant(), as, secret, new Errand.Outcome() {
            @Override
            public void done() {
                client.secrets().remove(as);
                client.secrets().add(as);
                name.clear();
                name.requestFocus();
                list();
            }

            @Override
            public void failed(String why) {
                problem.problem(why);
            }
        });
    }

    private void list() {
        kept.getChildren().clear();
        for (String each : client.secrets()) {
            Label line = new Label(texts.get("setup.credentials.kept", each), Icons.of(Feather.CHECK));
            line.getStyleClass().add("setup-done");
            kept.getChildren().add(line);
        }
    }

    @Override
    void next(Way way) {
        if (value.getLength() > 0) {
            way.failed(texts.get("setup.credentials.unkept"));
        } else {
            way.on();
        }
    }
}
