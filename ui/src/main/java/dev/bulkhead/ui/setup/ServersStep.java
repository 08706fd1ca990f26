package dev.bulkhead.ui.setup;

import dev.bulkhead.ui.link.PastedServers;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.model.PastedServer;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Button;
import javafx.scene.control.TextArea;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** MCP servers, as their READMEs show them; each is shown as the command that it is before it may run. May be passed over. */
final class ServersStep extends Step {
    private final SetUp setUp;
    private final TextArea pasted = new TextArea();
    private final Said problem = new Said("setup-servers-problem");
    private final VBox cards = new VBox(12);
    private final List<ServerCard> shown = new ArrayList<>();

    ServersStep(Texts texts, NewClient client, SetUp setUp) {
        super(texts.get("setup.servers.title"), texts.get("setup.servers.text"), texts, client);
        this.setUp = setUp;
        pasted.setId("setup-pasted");
        pasted.getStyleClass().add("monospace");
        pasted.setPrefRowCount(6);
        pasted.setPromptText("{ \"mcpServers\": { … } }");
        Button read = Icons.button(Feather.EYE, texts.get("setup.servers.read"));
        read.setId("setup-read");
        read.setOnAction(event -> read());
        getChildren().addAll(field(texts.get("setup.servers.paste"), pasted), read, problem, cards);
    }

    @Override
    void enter() {
        pasted.requestFocus();
    }

    private void read() {
        problem.nothing();
        try {
            for (PastedServer server : PastedServers.read(pasted.getText())) {
                ServerCard card = new ServerCard(texts, client, setUp, server);
                shown.add(card);
                cards.getChildren().add(card);
            }
            pasted.clear();
        } catch (PastedServers.UnreadableException e) {
            problem.problem(texts.get(e.key()));
        }
    }

    @Override
    void next(Way way) {
        if (shown.stream().anyMatch(ServerCard::isRunning)) {
            way.failed(texts.get("setup.servers.running"));
        } else if (!pasted.getText().isBlank()) {
            way.failed(texts.get("setup.servers.unread"));
        } else {
            way.on();
        }
    }
}
