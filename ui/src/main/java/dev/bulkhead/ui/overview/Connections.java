package dev.bulkhead.ui.overview;

import dev.bulkhead.ui.model.Overview;
import dev.bulkhead.ui.model.ReadableJson;
import dev.bulkhead.ui.text.Texts;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;

/** The hosts that are connected: program, session, since when, and how many calls they have under way. */
final class Connections extends Section {
    private final Texts texts;
    private final DateTimeFormatter time;

    Connections(Texts texts, ZoneId zone) {
        super(texts, texts.get("overview.hosts"), texts.get("overview.hosts.none"));
        this.texts = texts;
        this.time = DateTimeFormatter.ofPattern(texts.get("overview.time"), texts.locale())
                .withZone(zone);
    }

    void show(List<Overview.Connection> connections) {
        rows(connections.stream().map(this::row).toList());
    }

    private Node row(Overview.Connection one) {
        return row(
                new Label(ReadableJson.plain(one.host().fileName())),
                texts.get("overview.host.more", one.host().pid(), one.session()),
                aside(texts.get("overview.host.since", time.format(one.since()), one.calls())));
    }
}
