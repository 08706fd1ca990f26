package dev.bulkhead.ui.alerts;

import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.model.Alert;
import dev.bulkhead.ui.model.Value;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Shown;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The alerts of the selected tenant: the open ones first, then those that somebody has looked into. */
public final class AlertsPage extends ScrollPane {
    private final Texts texts;
    private final Supervisor supervisor;
    private final DateTimeFormatter time;
    private final VBox cards = new VBox(12);
    private final VBox nothing;
    private final Value<Integer> count = new Value<>(0);

    /** {@code audit} opens the page where it can be looked up what happened. */
    public AlertsPage(WindowModel model, Supervisor supervisor, Texts texts, ZoneId zone, Runnable audit) {
        this.texts = texts;
        this.supervisor = supervisor;
        this.time = DateTimeFormatter.ofPattern(texts.get("alert.time"), texts.locale())
                .withZone(zone);
        getStyleClass().add("page-scroll");
        setFitToWidth(true);
        Label words = new Label(texts.get("alert.none"));
        words.setId("alert-none");
        words.getStyleClass().add("muted");
        words.setWrapText(true);
        nothing = new VBox(10, Icons.of(Feather.SHIELD), words);
        nothing.getStyleClass().add("nothing");
        nothing.setAlignment(Pos.CENTER);
        Button look = Icons.button(Feather.LIST, texts.get("alert.audit"));
        look.setId("alert-audit");
        look.setOnAction(event -> audit.run());
        VBox all = new VBox(12, nothing, cards, look);
        all.getStyleClass().add("page-body");
        setContent(all);
        model.alerts().follow(this::show);
    }

    /** How many are open, for the tab. */
    public Value<Integer> count() {
        return count;
    }

    private void show(List<Alert> alerts) {
        List<Alert> ordered =
                new ArrayList<>(alerts.stream().filter(Alert::isOpen).toList());
        count.set(ordered.size());
        alerts.stream().filter(alert -> !alert.isOpen()).forEach(ordered::add);
        // A card that stays keeps what is being typed into it.
        List<AlertCard> wanted = ordered.stream().map(this::card).toList();
        cards.getChildren().retainAll(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            if (!cards.getChildren().contains(wanted.get(i))) {
                cards.getChildren().add(i, wanted.get(i));
            }
        }
        Shown.set(nothing, wanted.isEmpty());
    }

    private AlertCard card(Alert alert) {
        return cards.getChildren().stream()
                .map(AlertCard.class::cast)
                .filter(card -> card.alert().equals(alert))
                .findFirst()
                .orElseGet(() -> new AlertCard(alert, texts, time, supervisor));
    }
}
