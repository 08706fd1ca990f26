package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.model.AuditFilter;
import dev.bulkhead.ui.model.EventStatus;
import dev.bulkhead.ui.text.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A filter in words, one for each thing that it asks for. JavaFX thread. */
final class FilterWords {
    private static final int SHORT = 24;

    private final EventWords words;
    private final Texts texts;

    FilterWords(EventWords words) {
        this.words = words;
        this.texts = words.texts();
    }

    /**
     * One thing that is asked for.
     *
     * @param rest the filter that asks for all but this
     */
    record Asked(String words, AuditFilter rest) {}

    List<Asked> of(AuditFilter filter) {
        List<Asked> asked = new ArrayList<>();
        if (filter.since().isPresent() || filter.until().isPresent()) {
            asked.add(new Asked(span(filter), filter.between(Optional.empty(), Optional.empty())));
        }
        add(asked, "tool", filter.tool(), filter.withTool(""));
        add(asked, "server", server(filter.server()), filter.withServer(""));
        add(asked, "host", filter.host(), filter.withHost(""));
        add(asked, "status", status(filter.status()), filter.withStatus(""));
        add(asked, "session", filter.session(), filter.withSession(""));
        add(asked, "text", filter.text(), filter.withText(""));
        return asked;
    }

    private void add(List<Asked> asked, String what, String value, AuditFilter rest) {
        if (!value.isEmpty()) {
            String shown = value.length() > SHORT ? value.substring(0, SHORT - 1) + "…" : value;
            asked.add(new Asked(texts.get("audit.filter." + what, shown), rest));
        }
    }

    private String span(AuditFilter filter) {
        if (filter.until().isEmpty()) {
            return texts.get("audit.filter.since", time(filter.since().orElseThrow()));
        }
        if (filter.since().isEmpty()) {
            return texts.get("audit.filter.until", time(filter.until().get()));
        }
        return texts.get(
                "audit.filter.between",
                time(filter.since().get()),
                time(filter.until().get()));
    }

    private String time(Instant moment) {
        boolean midnight = Duration.between(
                        moment.atZone(words.zone()).toLocalDate().atStartOfDay(words.zone()),
                        moment.atZone(words.zone()))
                .isZero();
        return words.time(midnight ? "audit.time.day" : "audit.time", moment);
    }

    String server(String name) {
        return name.equals(AuditFilter.BUILT_IN) ? texts.get("audit.filter.built-in") : name;
    }

    String status(String word) {
        return word.isEmpty() ? "" : StatusCell.word(texts, EventStatus.of(word));
    }
}
