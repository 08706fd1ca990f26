package dev.bulkhead.ui.tenants;

import atlantafx.base.theme.Styles;
import dev.bulkhead.ui.model.Contact;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;
import org.kordamp.ikonli.feather.Feather;

/** Stands where a tenant's page would: there is no tenant yet, or nobody has said so yet. */
public final class EmptyPage extends VBox {
    private static final String COMMAND = "bulkhead tenant add acme --name \"Acme Corp\"";

    private final Texts texts;
    private final Label title = new Label();
    private final Label text = new Label();
    private final HBox command;
    private final Button add;

    public EmptyPage(Texts texts, TenantActions actions) {
        this.texts = texts;
        getStyleClass().add("empty");
        title.setId("empty-title");
        title.getStyleClass().add("empty-title");
        text.getStyleClass().add("muted");
        text.setWrapText(true);
        text.setTextAlignment(TextAlignment.CENTER);
        text.setMaxWidth(640);
        Label line = new Label(COMMAND);
        line.setId("empty-command");
        line.getStyleClass().add("monospace");
        command = new HBox(line, Icons.button(Feather.COPY, texts.get("page.copy"), EmptyPage::copy));
        command.getStyleClass().add("command");
        command.setMaxWidth(USE_PREF_SIZE);
        add = Icons.button(Feather.PLUS, texts.get("tenants.add"));
        add.setId("empty-add");
        add.getStyleClass().add(Styles.ACCENT);
        add.setOnAction(event -> actions.addClient());
    }

    private static void copy() {
        Clipboard.getSystemClipboard().setContent(Map.of(DataFormat.PLAIN_TEXT, COMMAND));
    }

    public void show(Contact contact) {
        switch (contact) {
            case Contact.Connected connected -> {
                title.setText(texts.get("empty.title"));
                text.setText(texts.get("empty.text"));
                getChildren().setAll(Icons.of(Feather.USERS), title, text, add, command);
            }
            case Contact.Connecting connecting -> {
                title.setText(texts.get("connecting.title"));
                text.setText(texts.get("connecting.text"));
                getChildren().setAll(progress(), title, text);
            }
            case Contact.Lost lost -> getChildren().clear();
        }
    }

    private static Node progress() {
        ProgressIndicator progress = new ProgressIndicator();
        progress.setMaxSize(36, 36);
        return progress;
    }
}
