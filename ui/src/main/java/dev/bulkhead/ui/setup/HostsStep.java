package dev.bulkhead.ui.setup;

import dev.bulkhead.hostfiles.Launcher;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.ui.text.Texts;
import java.util.Optional;

/** The AI hosts of this machine: each one's file gets our entry when that is wanted. May be passed over. */
final class HostsStep extends Step {
    private final HostCards cards;

    /** {@code launcher} is empty when it is not known what hosts are to start. */
    HostsStep(Texts texts, NewClient client, Places places, Optional<Launcher> launcher) {
        super(texts.get("setup.hosts.title"), texts.get("setup.hosts.text"), texts, client);
        this.cards = new HostCards(texts, places, launcher);
        getChildren().add(cards);
    }

    @Override
    void enter() {
        cards.show(client.tenant());
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
