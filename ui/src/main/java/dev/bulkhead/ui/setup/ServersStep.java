package dev.bulkhead.ui.setup;

import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.text.Texts;

/** MCP servers, as their READMEs show them; each is shown as the command that it is before it may run. May be passed over. */
final class ServersStep extends Step {
    private final ServerPaste paste;

    ServersStep(Texts texts, NewClient client, SetUp setUp) {
        super(texts.get("setup.servers.title"), texts.get("setup.servers.text"), texts, client);
        this.paste = new ServerPaste(texts, setUp, () -> client, () -> {});
        getChildren().add(paste);
    }

    @Override
    void enter() {
        paste.focus();
    }

    @Override
    void next(Way way) {
        if (paste.isRunning()) {
            way.failed(texts.get("setup.servers.running"));
        } else if (paste.hasUnread()) {
            way.failed(texts.get("setup.servers.unread"));
        } else {
            way.on();
        }
    }
}
