package dev.bulkhead.ui.approvals;

import dev.bulkhead.ui.model.Answered;
import dev.bulkhead.ui.model.ReadableJson;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Chip;
import dev.bulkhead.ui.theme.Shown;
import dev.bulkhead.ui.theme.Tone;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** What was answered lately, the newest first: when, what, how, by whom. Not there while nothing was. */
final class History extends VBox {
    private final Texts texts;
    private final DateTimeFormatter time;
    private final VBox rows = new VBox();

    History(WindowModel model, Texts texts, ZoneId zone) {
        this.texts = texts;
        this.time = DateTimeFormatter.ofPattern(texts.get("question.answered.time"), texts.locale())
                .withZone(zone);
        Label heading = new Label(texts.get("question.answered"));
        heading.getStyleClass().add("section-title");
        rows.getStyleClass().addAll("card", "rows");
        setSpacing(8);
        getChildren().addAll(heading, rows);
        model.answered().follow(this::show);
    }

    private void show(List<Answered> answered) {
        Shown.set(this, !answered.isEmpty());
        rows.getChildren().setAll(answered.stream().map(this::row).toList());
    }

    private HBox row(Answered one) {
        Label when = new Label(time.format(one.at()));
        when.getStyleClass().add("muted");
        when.setMinWidth(USE_PREF_SIZE);
        Label what = new Label(Words.what(one.question()));
        Chip how = new Chip();
        how.show(tone(one), word(one));
        Label by = new Label(ReadableJson.plain(one.by().isEmpty() ? one.why() : one.by()));
        by.getStyleClass().add("muted");
        HBox.setHgrow(by, Priority.ALWAYS);
        by.setMaxWidth(Double.MAX_VALUE);
        by.setAlignment(Pos.CENTER_RIGHT);
        HBox row = new HBox(14, when, what, how, by);
        row.getStyleClass().add("row");
        return row;
    }

    private static Tone tone(Answered one) {
        return switch (one.answer()) {
            case "given" -> Tone.SUCCESS;
            case "refused" -> Tone.DANGER;
            case "expired" -> Tone.WARNING;
            default -> Tone.NEUTRAL;
        };
    }

    private String word(Answered one) {
        String answer = texts.getOr("question.answer." + one.answer(), one.answer());
        return one.scope().isEmpty()
                ? answer
                : texts.get("question.answer.scope", answer, texts.getOr("question.scope." + one.scope(), one.scope()));
    }
}
