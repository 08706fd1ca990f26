package dev.bulkhead.ui.overview;

import dev.bulkhead.ui.model.Overview;
import dev.bulkhead.ui.model.ReadableJson;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Chip;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Tone;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The servers of others, each with the account that it works with: the one thing that is never to be guessed. */
final class Servers extends Section {
    private final Texts texts;

    Servers(Texts texts) {
        super(texts, texts.get("overview.servers"), texts.get("overview.servers.none"));
        this.texts = texts;
    }

    void show(List<Overview.Server> servers) {
        rows(servers.stream().map(this::row).toList());
    }

    private Node row(Overview.Server server) {
        Chip state = new Chip();
        if (!server.problem().isEmpty()) {
            state.show(Tone.DANGER, texts.get("overview.server.problem"));
            state.setTooltip(new Tooltip(server.problem()));
        } else if (server.running() > 0) {
            state.show(Tone.SUCCESS, texts.get("overview.server.running", server.running()));
        } else {
            state.show(Tone.NEUTRAL, texts.get("overview.server.idle"));
        }
        String from = ReadableJson.plain(server.installed().isEmpty() ? server.from() : server.installed());
        HBox row = row(new Label(server.name()), from, state);
        Label account = new Label(
                server.accounts().isEmpty()
                        ? texts.get("overview.server.no-account")
                        : texts.get("overview.server.account", String.join(", ", server.accounts())),
                Icons.of(Feather.KEY));
        account.getStyleClass().add("account");
        VBox words = (VBox) row.getChildren().getFirst();
        words.getChildren().add(account);
        if (!server.problem().isEmpty()) {
            Label why = new Label(server.problem());
            why.setWrapText(true);
            why.getStyleClass().addAll("small", "tone-danger", "toned-text");
            words.getChildren().add(why);
        }
        row.setAlignment(Pos.TOP_LEFT);
        return row;
    }
}
