package dev.bulkhead.ui.setup;

import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Credentials that the client's servers will need: each is pasted once and never shown again. May be passed over. */
final class CredentialsStep extends Step {
    private final CredentialEntry entry;
    private final VBox kept = new VBox(6);

    CredentialsStep(Texts texts, NewClient client, SetUp setUp) {
        super(texts.get("setup.credentials.title"), texts.get("setup.credentials.text"), texts, client);
        entry = new CredentialEntry(texts, setUp, client::tenant, this::kept);
        getChildren().addAll(entry, kept);
    }

    @Override
    void enter() {
        entry.focus();
    }

    private void kept(String name) {
        client.secrets().remove(name);
        client.secrets().add(name);
        kept.getChildren().clear();
        for (String each : client.secrets()) {
            Label line = new Label(texts.get("setup.credentials.kept", each), Icons.of(Feather.CHECK));
            line.getStyleClass().add("setup-done");
            kept.getChildren().add(line);
        }
    }

    @Override
    void next(Way way) {
        if (entry.hasUnkept()) {
            way.failed(texts.get("setup.credentials.unkept"));
        } else {
            way.on();
        }
    }
}
