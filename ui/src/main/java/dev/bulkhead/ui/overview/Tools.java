package dev.bulkhead.ui.overview;

import dev.bulkhead.ui.model.Overview;
import dev.bulkhead.ui.model.ReadableJson;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Chip;
import dev.bulkhead.ui.theme.Icons;
import dev.bulkhead.ui.theme.Tone;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;

/** What each tool may do, by which line of the settings, and where the sandboxes may connect to. */
final class Tools extends Section {
    private final Texts texts;
    private final DateTimeFormatter time;

    Tools(Texts texts, ZoneId zone) {
        super(texts, texts.get("overview.tools"), texts.get("overview.tools.none"));
        this.texts = texts;
        this.time = DateTimeFormatter.ofPattern(texts.get("overview.pin.time"), texts.locale())
                .withZone(zone);
    }

    void show(List<Overview.Tool> tools, List<String> network) {
        List<Node> rows = new ArrayList<>();
        tools.forEach(tool -> rows.add(row(tool)));
        if (!rows.isEmpty()) {
            rows.add(row(
                    new Label(texts.get("overview.network")),
                    network.isEmpty() ? texts.get("overview.network.none") : String.join(", ", network)));
        }
        rows(rows);
    }

    private Node row(Overview.Tool tool) {
        Chip policy = new Chip();
        switch (tool.policy()) {
            case ALLOW -> policy.show(Tone.SUCCESS, texts.get("overview.tool.allow"));
            case ASK -> policy.show(Tone.WARNING, texts.get("overview.tool.ask"));
            case DENY -> policy.show(Tone.DANGER, texts.get("overview.tool.deny"));
        }
        policy.setTooltip(new Tooltip(tool.rule()));
        Label name = new Label(ReadableJson.plain(tool.name()));
        name.setMinWidth(0);
        Label rule = new Label(tool.rule());
        rule.getStyleClass().addAll("muted", "small");
        HBox named = new HBox(8, name, pin(tool));
        named.setAlignment(Pos.CENTER_LEFT);
        HBox row = row(named, "", rule, policy);
        row.getStyleClass().add("call");
        return row;
    }

    /** That it says what it always said is the rule, and said to who asks; anything else is said aloud. */
    private Node pin(Overview.Tool tool) {
        String since = tool.since().map(time::format).orElse("");
        return switch (tool.pin()) {
            case CHANGED -> chip(Tone.WARNING, "overview.pin.changed", texts.get("overview.pin.changed.text", since));
            case NEW -> chip(Tone.ACCENT, "overview.pin.new", texts.get("overview.pin.new.text"));
            case PINNED -> {
                Label pinned = new Label("", Icons.of(Feather.ANCHOR));
                pinned.getStyleClass().addAll("muted", "pin");
                pinned.setAccessibleText(texts.get("overview.pin.pinned", since));
                pinned.setTooltip(new Tooltip(pinned.getAccessibleText()));
                yield pinned;
            }
        };
    }

    private Chip chip(Tone tone, String key, String more) {
        Chip chip = new Chip();
        chip.show(tone, texts.get(key));
        chip.setTooltip(new Tooltip(more));
        chip.setAccessibleText(more);
        return chip;
    }
}
