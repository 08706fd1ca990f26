package dev.bulkhead.ui.setup;

import dev.bulkhead.hostfiles.Change;
import dev.bulkhead.hostfiles.Entry;
import dev.bulkhead.hostfiles.HostCheck;
import dev.bulkhead.hostfiles.HostFile;
import dev.bulkhead.hostfiles.Launcher;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.protocol.home.FileProblem;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Confirm;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Shown;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/**
 * One AI host: what would change in its file, the button that does it, and whether the connection then works; where it launches the
 * client already, ways to try that, and to take the entry out again.
 */
final class HostCard extends VBox {
    private final Texts texts;
    private final TenantId tenant;
    private final HostFile file;
    private final Launcher launcher;
    private final Places places;
    private final Label lines = new Label();
    private final Said state;
    private final Button connect;
    private final VBox connected;
    private final Button check;

    /** {@code id} tells the card's parts from those of the other cards. */
    HostCard(String id, Texts texts, TenantId tenant, HostFile file, Launcher launcher, Places places) {
        this.texts = texts;
        this.tenant = tenant;
        this.file = file;
        this.launcher = launcher;
        this.places = places;
        String host = file.host().title();
        getStyleClass().addAll("card", "setup-card");
        Label title = new Label(host);
        title.getStyleClass().add("setup-card-title");
        Label path = new Label(file.path().toString());
        path.getStyleClass().addAll("muted", "small");
        path.setWrapText(true);
        lines.setId("setup-change-" + id);
        lines.getStyleClass().add("monospace");
        lines.setWrapText(true);
        state = new Said("setup-host-state-" + id);
        connect = Icons.button(Feather.LINK, texts.get("setup.host.connect", host));
        connect.setId("setup-connect-" + id);
        connect.setOnAction(event -> connect());
        check = Icons.button(Feather.PLAY, texts.get("setup.host.check"));
        check.setId("setup-check-" + id);
        check.setMinWidth(USE_PREF_SIZE);
        check.setOnAction(event -> check(""));
        Confirm remove = new Confirm(
                "setup-disconnect-" + id,
                texts.get("setup.host.remove"),
                texts.get("setup.host.remove.ask", host),
                texts.get("setup.host.remove.do"),
                texts.get("setup.keep"),
                this::remove);
        HBox line = new HBox(10, check, remove.button());
        line.setAlignment(Pos.CENTER_LEFT);
        connected = new VBox(8, line, remove);
        getChildren().addAll(title, path, lines, connect, state, connected);
        look();
    }

    private Entry entry() {
        return Entry.of(tenant, launcher);
    }

    private void look() {
        try {
            Change change = file.connect(tenant, entry());
            boolean isThere = change.isNone();
            lines.setText(String.join("\n", change.lines()));
            Shown.set(lines, !isThere);
            Shown.set(connect, !isThere);
            Shown.set(connected, isThere);
            if (isThere) {
                state.done(texts.get("setup.host.already"));
            } else {
                state.nothing();
            }
        } catch (IOException e) {
            connect.setDisable(true);
            Shown.set(connected, false);
            state.problem(FileProblem.of(e));
        }
    }

    private void connect() {
        try {
            check(kept(HostFile.write(file.connect(tenant, entry()), InstantSource.system())));
            Shown.set(connect, false);
        } catch (IOException e) {
            look();
            state.problem(FileProblem.of(e));
        }
    }

    private void remove() {
        try {
            String kept = kept(HostFile.write(file.disconnect(tenant), InstantSource.system()));
            look();
            state.done(texts.get("setup.host.removed", file.host().title()) + kept);
        } catch (IOException e) {
            look();
            state.problem(FileProblem.of(e));
        }
    }

    private String kept(Optional<Path> copy) {
        return copy.map(path -> " " + texts.get("setup.host.copy", path)).orElse("");
    }

    private void check(String kept) {
        check.setDisable(true);
        state.doing(texts.get(kept.isEmpty() ? "setup.host.checking" : "setup.host.trying") + kept);
        // A start takes a second or two: not on the window's thread.
        Thread.ofVirtual().start(() -> {
            HostCheck.Outcome outcome = HostCheck.run(entry(), places.environment());
            Platform.runLater(() -> tried(outcome, kept));
        });
    }

    private void tried(HostCheck.Outcome outcome, String kept) {
        look();
        check.setDisable(false);
        String host = file.host().title();
        if (!outcome.problem().isEmpty()) {
            state.problem(texts.get("setup.host.broken", outcome.problem()));
        } else if (outcome.isLobby()) {
            state.done(texts.get("setup.host.lobby", host) + kept);
        } else {
            state.done(texts.get("setup.host.works", host, outcome.tools().size()) + kept);
        }
    }
}
