package dev.bulkhead.ui.setup;

import dev.bulkhead.ui.link.PastedServers;
import dev.bulkhead.ui.link.SetUp;
import dev.bulkhead.ui.model.PastedServer;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javafx.scene.control.Button;
import javafx.scene.control.TextArea;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Takes what a server's README shows, and turns it into a card for each server, on which it may be let run. */
final class ServerPaste extends VBox {
    private final Texts texts;
    private final SetUp setUp;
    private final Supplier<Owner> owner;
    private final Runnable added;
    private final TextArea pasted = new TextArea();
    private final Said problem = new Said("setup-servers-problem");
    private final VBox cards = new VBox(12);
    private final List<ServerCard> shown = new ArrayList<>();

    /** @param added told whenever one was let run */
    ServerPaste(Texts texts, SetUp setUp, Supplier<Owner> owner, Runnable added) {
        this.texts = texts;
        this.setUp = setUp;
        this.owner = owner;
        this.added = added;
        pasted.setId("setup-pasted");
        pasted.getStyleClass().add("monospace");
        pasted.setPrefRowCount(5);
        pasted.setPromptText("{ \"mcpServers\": { … } }\nnpx -y @scope/server");
        Button read = Icons.button(Feather.EYE, texts.get("setup.servers.read"));
        read.setId("setup-read");
        read.setOnAction(event -> read());
        setSpacing(14);
        getChildren().addAll(Step.field(texts.get("setup.servers.paste"), pasted), read, problem, cards);
    }

    void focus() {
        pasted.requestFocus();
    }

    /** Nothing of one client is left for another. */
    void forget() {
        pasted.clear();
        problem.nothing();
        shown.clear();
        cards.getChildren().clear();
    }

    boolean isRunning() {
        return shown.stream().anyMatch(ServerCard::isRunning);
    }

    /** Whether a text stands there that nobody has read. */
    boolean hasUnread() {
        return !pasted.getText().isBlank();
    }

    private void read() {
        problem.nothing();
        try {
            for (PastedServer server : PastedServers.read(pasted.getText())) {
                ServerCard card = new ServerCard(texts, owner.get(), setUp, server, added);
                shown.add(card);
                cards.getChildren().add(card);
            }
            pasted.clear();
        } catch (PastedServers.UnreadableException e) {
            problem.problem(texts.get(e.key()));
        }
    }
}
