package dev.bulkhead.ui.setup;

import dev.bulkhead.hostfiles.HostFile;
import dev.bulkhead.hostfiles.HostProgram;
import dev.bulkhead.hostfiles.Launcher;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.ui.text.Texts;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** A card for each AI host that was found on this machine, as its file is now. */
final class HostCards extends VBox {
    private final Texts texts;
    private final Places places;
    private final Optional<Launcher> launcher;

    /** {@code launcher} is empty when it is not known what hosts are to start. */
    HostCards(Texts texts, Places places, Optional<Launcher> launcher) {
        super(12);
        this.texts = texts;
        this.places = places;
        this.launcher = launcher;
    }

    /** Reads the files again, for {@code tenant}. */
    void show(TenantId tenant) {
        getChildren().clear();
        launcher.ifPresent(ours -> {
            for (HostProgram host : HostProgram.values()) {
                // Two kinds of one program, as stable and preview, have a file each.
                List<HostFile> files = host.found(places);
                for (int i = 0; i < files.size(); i++) {
                    String id = i == 0 ? host.id() : host.id() + "-" + (i + 1);
                    getChildren().add(new HostCard(id, texts, tenant, files.get(i), ours, places));
                }
            }
        });
        if (getChildren().isEmpty()) {
            Label none = new Label(texts.get("setup.hosts.none", tenant));
            none.setId("setup-no-hosts");
            none.setWrapText(true);
            getChildren().add(none);
        }
    }
}
