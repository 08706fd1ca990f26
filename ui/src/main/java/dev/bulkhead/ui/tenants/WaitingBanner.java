package dev.bulkhead.ui.tenants;

import dev.bulkhead.ui.model.Waiting;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Banner;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Says that a change of the settings waits, what it would widen, and the command that accepts it. */
final class WaitingBanner extends StackPane {
    /** More would push the audit off the page; the command shows them all. */
    private static final int LINES = 5;

    private final Texts texts;
    private final Banner banner = new Banner(Tone.WARNING, Feather.ALERT_TRIANGLE);
    private final Label command = new Label();

    WaitingBanner(Texts texts) {
        this.texts = texts;
        setId("waiting");
        command.setId("waiting-command");
        command.getStyleClass().add("monospace");
        Button copy = Icons.button(Feather.COPY, texts.get("page.copy"), this::copy);
        HBox line = new HBox(command, copy);
        line.getStyleClass().add("command");
        line.setMaxWidth(USE_PREF_SIZE);
        Label how = new Label(texts.get("page.waiting.how"));
        how.setWrapText(true);
        banner.below(new VBox(8, how, line));
        getChildren().add(banner);
        managedProperty().bind(banner.visibleProperty());
        // What takes no room and is still there would catch the clicks that are meant for what took its place.
        visibleProperty().bind(banner.visibleProperty());
    }

    void show(Optional<Waiting> waiting, String name) {
        if (waiting.isEmpty()) {
            banner.hide();
            return;
        }
        Waiting now = waiting.get();
        List<String> lines = new ArrayList<>();
        now.widens().stream().limit(LINES).forEach(line -> lines.add(texts.get("page.waiting.line", line)));
        if (now.widens().size() > LINES) {
            lines.add(texts.get("page.waiting.more", now.widens().size() - LINES));
        }
        command.setText("bulkhead tenant confirm " + now.tenant());
        banner.show(texts.get("page.waiting.title", name), String.join("\n", lines));
    }

    private void copy() {
        Clipboard.getSystemClipboard().setContent(Map.of(DataFormat.PLAIN_TEXT, command.getText()));
    }
}
