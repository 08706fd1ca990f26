package dev.bulkhead.ui.overview;

import dev.bulkhead.ui.model.Overview;
import dev.bulkhead.ui.text.Texts;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Label;

/** This month in numbers. */
final class UsageLine extends Section {
    private static final long UNIT = 1024;

    private final Texts texts;

    UsageLine(Texts texts) {
        super(texts, texts.get("overview.usage"), texts.get("overview.usage.none"));
        this.texts = texts;
    }

    void show(Optional<Overview.Usage> usage) {
        rows(usage.map(this::row).map(List::of).orElse(List.of()));
    }

    private javafx.scene.Node row(Overview.Usage month) {
        return row(
                new Label(texts.get("overview.usage.calls", month.calls(), month.errors(), month.refused())),
                texts.get("overview.usage.bytes", size(month.bytesIn()), size(month.bytesOut())));
    }

    private String size(long bytes) {
        if (bytes < UNIT * UNIT) {
            return texts.get("size.kib", bytes / (double) UNIT);
        }
        return texts.get("size.mib", bytes / (double) (UNIT * UNIT));
    }
}
