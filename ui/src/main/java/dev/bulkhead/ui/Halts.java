package dev.bulkhead.ui;

import dev.bulkhead.ui.model.Halted;
import dev.bulkhead.ui.model.WindowModel;
import dev.bulkhead.ui.text.Texts;
import java.util.List;

/** What halts did, in words. */
record Halts(List<Halted> all, WindowModel model, Texts texts) {
    int survivors() {
        return all.stream().mapToInt(Halted::survivors).sum();
    }

    String title() {
        long slowest = all.stream().mapToLong(Halted::millis).max().orElse(0);
        return all.size() == 1
                ? texts.get("halt.done", model.nameOf(all.getFirst().tenant()), slowest)
                : texts.get("halt.all.done", all.size(), slowest);
    }

    String text() {
        return texts.get(
                "halt.measured",
                all.stream().mapToInt(Halted::calls).sum(),
                all.stream().mapToInt(Halted::processes).sum(),
                survivors());
    }
}
