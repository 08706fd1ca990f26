package dev.bulkhead.ui.setup;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import java.io.File;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.stage.DirectoryChooser;
import org.kordamp.ikonli.feather.Feather;

/** Who the client is, and which folder is theirs. */
final class NameStep extends Step {
    private final TextField name = new TextField();
    private final TextField id = new TextField();
    private final TextField workspace = new TextField();
    private String suggested = "";

    NameStep(Texts texts, NewClient client) {
        super(texts.get("setup.name.title"), texts.get("setup.name.text"), texts, client);
        name.setId("setup-name");
        name.setPromptText(texts.get("setup.name.example"));
        id.setId("setup-id");
        workspace.setId("setup-workspace");
        workspace.setPromptText(texts.get("setup.name.workspace.own"));
        name.textProperty().subscribe(this::suggest);
        Button choose = Icons.button(Feather.FOLDER, texts.get("setup.name.choose"));
        choose.setMinWidth(USE_PREF_SIZE);
        choose.setOnAction(event -> choose());
        HBox.setHgrow(workspace, Priority.ALWAYS);
        Label hint = new Label(texts.get("setup.name.workspace.hint"));
        hint.setWrapText(true);
        hint.getStyleClass().addAll("muted", "small");
        getChildren()
                .addAll(
                        field(texts.get("setup.name.name"), name),
                        field(texts.get("setup.name.id"), id),
                        field(texts.get("setup.name.workspace"), new HBox(8, workspace, choose)),
                        hint);
    }

    private void suggest(String typed) {
        if (id.getText().equals(suggested)) {
            suggested = NewClient.suggestedId(typed);
            id.setText(suggested);
        }
    }

    private void choose() {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(texts.get("setup.name.workspace"));
        File chosen = chooser.showDialog(getScene().getWindow());
        if (chosen != null) {
            workspace.setText(chosen.getAbsolutePath());
        }
    }

    @Override
    void enter() {
        name.requestFocus();
    }

    @Override
    void next(Way way) {
        if (name.getText().isBlank()) {
            way.failed(texts.get("setup.name.missing"));
            name.requestFocus();
        } else if (!TenantId.isValid(id.getText().strip())) {
            way.failed(texts.get("setup.name.id.wrong"));
            id.requestFocus();
        } else {
            client.named(
                    name.getText().strip(),
                    id.getText().strip(),
                    workspace.getText().strip());
            way.on();
        }
    }
}
