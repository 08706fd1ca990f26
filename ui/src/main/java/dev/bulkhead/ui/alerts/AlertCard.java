package dev.bulkhead.ui.alerts;

import dev.bulkhead.ui.link.Errand;
import dev.bulkhead.ui.link.Supervisor;
import dev.bulkhead.ui.model.Alert;
import dev.bulkhead.ui.model.ReadableJson;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Chip;
import dev.bulkhead.ui.theme.Tone;
import java.time.format.DateTimeFormatter;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** One alert: rule, when, what was found, what was done; and either a place to say what came of it, or what was said. */
final class AlertCard extends VBox {
    private final Alert alert;
    private final Texts texts;
    private final Supervisor supervisor;
    private final TextField reason = new TextField();
    private final Button acknowledge;
    private final Label failure = new Label();

    AlertCard(Alert alert, Texts texts, DateTimeFormatter time, Supervisor supervisor) {
        this.alert = alert;
        this.texts = texts;
        this.supervisor = supervisor;
        setId("alert-" + alert.id());
        getStyleClass().addAll("card", "alert-card");
        Chip state = new Chip();
        state.show(
                alert.isOpen() ? Tone.WARNING : Tone.NEUTRAL,
                texts.get(alert.isOpen() ? "alert.open" : "alert.acknowledged"));
        Label rule = new Label(texts.getOr("alert.rule." + alert.rule(), alert.rule()));
        rule.getStyleClass().add("question-title");
        Label when = new Label(texts.get("alert.when", time.format(alert.at()), alert.id()));
        when.getStyleClass().addAll("muted", "small");
        HBox.setHgrow(when, Priority.ALWAYS);
        when.setMaxWidth(Double.MAX_VALUE);
        when.setAlignment(Pos.CENTER_RIGHT);
        HBox head = new HBox(10, rule, state, when);
        head.setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(head, text(alert.what()), text(texts.get("alert.done", alert.done())));
        acknowledge = new Button(texts.get("alert.acknowledge"));
        if (alert.isOpen()) {
            getChildren().addAll(answer(), failure);
        } else {
            Alert.Acknowledged how = alert.acknowledged().orElseThrow();
            Label said = text(texts.get("alert.came-of-it", how.reason(), time.format(how.at()), how.by()));
            said.getStyleClass().add("muted");
            getChildren().add(said);
        }
    }

    Alert alert() {
        return alert;
    }

    private static Label text(String words) {
        Label label = new Label(ReadableJson.plain(words));
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        return label;
    }

    private HBox answer() {
        reason.setId("alert-reason");
        reason.setPromptText(texts.get("alert.reason"));
        reason.setAccessibleText(texts.get("alert.reason"));
        reason.setOnAction(event -> acknowledge());
        HBox.setHgrow(reason, Priority.ALWAYS);
        acknowledge.setId("acknowledge");
        acknowledge.setMinWidth(USE_PREF_SIZE);
        acknowledge.disableProperty().bind(reason.textProperty().map(String::isBlank));
        acknowledge.setOnAction(event -> acknowledge());
        failure.setId("alert-failure");
        failure.getStyleClass().addAll("tone-danger", "toned-text");
        failure.setWrapText(true);
        failure.managedProperty().bind(failure.textProperty().isNotEmpty());
        HBox line = new HBox(8, reason, acknowledge);
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }

    private void acknowledge() {
        if (reason.getText().isBlank()) {
            return;
        }
        failure.setText("");
        supervisor.acknowledge(alert, reason.getText().strip(), new Errand.Outcome() {
            @Override
            public void done() {
                // The list is asked for again, and says so.
            }

            @Override
            public void failed(String why) {
                failure.setText(why.isEmpty() ? texts.get("contact.none") : why);
            }
        });
    }
}
