package dev.bulkhead.ui.overview;

import dev.bulkhead.ui.model.Overview;
import dev.bulkhead.ui.model.ReadableJson;
import dev.bulkhead.ui.text.Texts;
import dev.bulkhead.ui.theme.Chip;
import dev.bulkhead.ui.theme.Tone;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;

/** What each tool may do, by which line of the settings, and where the sandboxes may connect to. */
final class Tools extends Section {
    private final Texts texts;

    Tools(Texts texts) {
        super(texts, texts.get("overview.tools"), texts.get("overview.tools.none"));
        this.texts = texts;
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
        HBox row = row(new Label(ReadableJson.plain(tool.name())), "", aside(tool.rule()), policy);
        row.getStyleClass().add("call");
        return row;
    }
}
