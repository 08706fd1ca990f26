package dev.bulkhead.ui.overview;

import dev.bulkhead.ui.model.AuditEvent;
import dev.bulkhead.ui.model.ReadableJson;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Chip;
import dev.bulkhead.ui.theme.StatusTone;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/** The newest calls as they end. */
final class Calls extends Section {
    private final Texts texts;
    private final DateTimeFormatter time;

    Calls(Texts texts, ZoneId zone) {
        super(texts, texts.get("overview.calls"), texts.get("overview.calls.none"));
        this.texts = texts;
        this.time = DateTimeFormatter.ofPattern(texts.get("overview.call.time"), texts.locale())
                .withZone(zone);
    }

    void show(List<AuditEvent> newest) {
        rows(newest.stream().map(this::row).toList());
    }

    private Node row(AuditEvent call) {
        Label when = clock(time.format(call.time()));
        Label tool = new Label(ReadableJson.plain(call.tool()));
        HBox.setHgrow(tool, Priority.ALWAYS);
        tool.setMaxWidth(Double.MAX_VALUE);
        tool.setMinWidth(0);
        Label took = aside(
                call.latencyMillis().isPresent() ? latency(call.latencyMillis().getAsDouble()) : "");
        Chip status = new Chip();
        status.show(
                StatusTone.of(call.status()),
                texts.get("status." + call.status().wireName()));
        HBox row = new HBox(12, when, tool, took, status);
        row.setAlignment(Pos.CENTER_LEFT);
        row.getStyleClass().addAll("row", "call");
        return row;
    }

    private static Label clock(String time) {
        Label clock = aside(time);
        clock.getStyleClass().add("clock");
        return clock;
    }

    private String latency(double millis) {
        return texts.get(millis < 10 ? "overview.latency.short" : "overview.latency.long", millis);
    }
}
