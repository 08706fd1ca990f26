package dev.bulkhead.ui.tenants;

import dev.bulkhead.ui.model.Waiting;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Banner;
import dev.bulkhead.ui.theme.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.feather.Feather;

/** Says that a change of the settings waits, what it would widen, and leads to where it is accepted. */
final class WaitingBanner extends StackPane {
    /** More would push the page out of sight; the settings show them all. */
    private static final int LINES = 5;

    private final Texts texts;
    private final Banner banner = new Banner(Tone.WARNING, Feather.ALERT_TRIANGLE);

    /** @param look opens the settings */
    WaitingBanner(Texts texts, Runnable look) {
        this.texts = texts;
        setId("waiting");
        Button open = new Button(texts.get("page.waiting.look"));
        open.setId("waiting-look");
        open.setMinWidth(USE_PREF_SIZE);
        open.setOnAction(event -> look.run());
        banner.aside(open);
        getChildren().add(banner);
        managedProperty().bind(banner.visibleProperty());
        // What takes no room and is still there would catch the clicks that are meant for what took its place.
        visibleProperty().bind(banner.visibleProperty());
    }

    void show(Optional<Waiting> waiting, String name) {
        if (waiting.isEmpty()) {
            banner.hide();
            return;
        }
        Waiting now = waiting.get();
        List<String> lines = new ArrayList<>();
        now.widens().stream().limit(LINES).forEach(line -> lines.add(texts.get("page.waiting.line", line)));
        if (now.widens().size() > LINES) {
            lines.add(texts.get("page.waiting.more", now.widens().size() - LINES));
        }
        lines.add(texts.get("page.waiting.how"));
        banner.show(texts.get("page.waiting.title", name), String.join("\n", lines));
    }
}
