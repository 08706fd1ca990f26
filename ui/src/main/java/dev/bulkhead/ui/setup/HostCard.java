package dev.bulkhead.ui.setup;

import dev.bulkhead.hostfiles.Change;
import dev.bulkhead.hostfiles.Entry;
import dev.bulkhead.hostfiles.HostCheck;
import dev.bulkhead.hostfiles.HostFile;
import dev.bulkhead.hostfiles.Launcher;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** One AI host: what would change in its file, the button that does it, and whether the connection then works. */
final class HostCard extends VBox {
    private final Texts texts;
    private final TenantId tenant;
    private final HostFile file;
    private final Launcher launcher;
    private final Places places;
    private final Label lines = new Label();
    private final Said state;
    private final Button connect;

    HostCard(Texts texts, TenantId tenant, HostFile file, Launcher launcher, Places places) {
        this.texts = texts;
        this.tenant = tenant;
        this.file = file;
        this.launcher = launcher;
        this.places = places;
        String id = file.host().id();
        getStyleClass().addAll("card", "setup-card");
        Label title = new Label(file.host().title());
        title.getStyleClass().add("setup-card-title");
        Label path = new Label(file.path().toString());
        path.getStyleClass().addAll("muted", "small");
        path.setWrapText(true);
        lines.setId("setup-change-" + id);
        lines.getStyleClass().add("monospace");
        lines.setWrapText(true);
        state = new Said("setup-host-state-" + id);
        connect = Icons.button(
                Feather.LINK, texts.get("setup.host.connect", file.host().title()));
        connect.setId("setup-connect-" + id);
        connect.setOnAction(event -> connect());
        getChildren().addAll(title, path, lines, connect, state);
        look();
    }

    private Entry entry() {
        return Entry.of(tenant, launcher);
    }

    private void look() {
        try {
            Change change = file.put(Entry.name(tenant), entry());
            lines.setText(String.join("\n", change.lines()));
            if (change.isNone()) {
                connect.setVisible(false);
                connect.setManaged(false);
                state.done(texts.get("setup.host.already"));
            }
        } catch (IOException e) {
            connect.setDisable(true);
            state.problem(String.valueOf(e.getMessage()));
        }
    }

    private void connect() {
        try {
            Optional<Path> copy = HostFile.write(file.put(Entry.name(tenant), entry()), InstantSource.system());
            connect.setVisible(false);
            connect.setManaged(false);
            String kept =
                    copy.map(path -> " " + texts.get("setup.host.copy", path)).orElse("");
            state.doing(texts.get("setup.host.trying") + kept);
            // A start takes a second or two: not on the window's thread.
            Thread.ofVirtual().start(() -> {
                HostCheck.Outcome outcome = HostCheck.run(entry(), places.environment());
                Platform.runLater(() -> tried(outcome, kept));
            });
        } catch (IOException e) {
            state.problem(String.valueOf(e.getMessage()));
            look();
        }
    }

    private void tried(HostCheck.Outcome outcome, String kept) {
        if (!outcome.problem().isEmpty()) {
            state.problem(texts.get("setup.host.broken", outcome.problem()));
        } else if (outcome.isLobby()) {
            state.done(texts.get("setup.host.lobby", file.host().title()) + kept);
        } else {
            state.done(texts.get(
                            "setup.host.works",
                            file.host().title(),
                            outcome.tools().size())
                    + kept);
        }
    }
}
