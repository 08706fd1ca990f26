package dev.bulkhead.ui.setup;

import dev.bulkhead.hostfiles.Launcher;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.ui.model.Tenant;
import dev.bulkhead.ui.text.Texts;
import java.util.Optional;

/** Which AI hosts launch the client. */
final class HostsPart extends Part {
    private final HostCards cards;

    HostsPart(Texts texts, Places places, Optional<Launcher> launcher) {
        super(texts, "hosts");
        this.cards = new HostCards(texts, places, launcher);
        getChildren().add(cards);
    }

    @Override
    void show(Tenant tenant) {
        cards.show(tenant.id());
    }

    @Override
    void look(Tenant tenant) {
        cards.show(tenant.id());
    }
}
