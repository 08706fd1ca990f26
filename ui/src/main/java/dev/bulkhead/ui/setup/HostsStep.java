package dev.bulkhead.ui.setup;

import dev.bulkhead.hostfiles.HostFile;
import dev.bulkhead.hostfiles.HostProgram;
import dev.bulkhead.hostfiles.Launcher;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.ui.text.Texts;
import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** The AI hosts of this machine: each one's file gets our entry when that is wanted. May be passed over. */
final class HostsStep extends Step {
    private final Places places;
    private final Optional<Launcher> launcher;
    private final VBox cards = new VBox(12);

    /** {@code launcher} is empty when it is not known what hosts are to start. */
    HostsStep(Texts texts, NewClient client, Places places, Optional<Launcher> launcher) {
        super(texts.get("setup.hosts.title"), texts.get("setup.hosts.text"), texts, client);
        this.places = places;
        this.launcher = launcher;
        getChildren().add(cards);
    }

    @Override
    void enter() {
        cards.getChildren().clear();
        launcher.ifPresent(ours -> {
            for (HostProgram host : HostProgram.values()) {
                Optional<HostFile> file = host.find(places);
                file.ifPresent(
                        found -> cards.getChildren().add(new HostCard(texts, client.tenant(), found, ours, places)));
            }
        });
        if (cards.getChildren().isEmpty()) {
            Label none = new Label(texts.get("setup.hosts.none", client.tenant()));
            none.setId("setup-no-hosts");
            none.setWrapText(true);
            cards.getChildren().add(none);
        }
    }

    @Override
    String onwards() {
        return texts.get("setup.finish");
    }

    @Override
    void next(Way way) {
        way.on();
    }
}
