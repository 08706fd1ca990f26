package dev.bulkhead.ui.setup;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Passphrase;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** A credential's name and its value, which is pasted once: it goes to the vault, and the fields are empty again. */
final class CredentialEntry extends VBox {
    private final Texts texts;
    private final SetUp setUp;
    private final Supplier<TenantId> tenant;
    private final Consumer<String> kept;
    private final TextField name = new TextField();
    private final PasswordField value = new PasswordField();
    private final Said problem = new Said("setup-secret-problem");

    /** @param kept told the name of each that the vault has taken */
    CredentialEntry(Texts texts, SetUp setUp, Supplier<TenantId> tenant, Consumer<String> kept) {
        this.texts = texts;
        this.setUp = setUp;
        this.tenant = tenant;
        this.kept = kept;
        name.setId("setup-secret-name");
        name.setPromptText("github");
        value.setId("setup-secret-value");
        value.setOnAction(event -> keep());
        Button keep = Icons.button(Feather.LOCK, texts.get("setup.credentials.keep"));
        keep.setId("setup-keep");
        keep.setMinWidth(USE_PREF_SIZE);
        keep.setOnAction(event -> keep());
        VBox nameField = Step.field(texts.get("setup.credentials.name"), name);
        VBox valueField = Step.field(texts.get("setup.credentials.value"), value);
        for (VBox field : new VBox[] {nameField, valueField}) {
            field.setPrefWidth(0);
            field.setMinWidth(0);
            HBox.setHgrow(field, Priority.ALWAYS);
        }
        HBox line = new HBox(10, nameField, valueField, keep);
        line.setAlignment(Pos.BOTTOM_LEFT);
        setSpacing(8);
        getChildren().addAll(line, problem);
        sceneProperty().subscribe(scene -> value.clear());
    }

    void focus() {
        name.requestFocus();
    }

    /** The value of {@code secret} is to be exchanged. */
    void exchange(String secret) {
        name.setText(secret);
        value.clear();
        value.requestFocus();
    }

    /** Nothing of one client is left for another. */
    void forget() {
        name.clear();
        value.clear();
        problem.nothing();
    }

    /** Whether a value stands there that the vault has not got. */
    boolean hasUnkept() {
        return value.getLength() > 0;
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
        setUp.keep(tenant.get(), as, secret, new Errand.Outcome() {
            @Override
            public void done() {
                name.clear();
                name.requestFocus();
                kept.accept(as);
            }

            @Override
            public void failed(String why) {
                problem.problem(why.isEmpty() ? texts.get("contact.none") : why);
            }
        });
    }
}
