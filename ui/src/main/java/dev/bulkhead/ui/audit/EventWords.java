package dev.bulkhead.ui.audit;

import dev.bulkhead.ui.model.AuditEvent;
import dev.bulkhead.ui.model.AuditRow;
import dev.bulkhead.ui.text.Texts;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;

/** An event in the words of the window. JavaFX thread. */
final class EventWords {
    private final Texts texts;
    private final ZoneId zone;
    private final Map<String, DateTimeFormatter> formatters = new HashMap<>();

    EventWords(Texts texts, ZoneId zone) {
        this.texts = texts;
        this.zone = zone;
    }

    Texts texts() {
        return texts;
    }

    ZoneId zone() {
        return zone;
    }

    /** Returns {@code moment} as the pattern that is the text {@code key}. */
    String time(String key, Instant moment) {
        return formatters
                .computeIfAbsent(
                        key,
                        pattern -> DateTimeFormatter.ofPattern(texts.get(pattern), texts.locale())
                                .withZone(zone))
                .format(moment);
    }

    String type(AuditEvent event) {
        return texts.getOr("event." + event.type(), event.type().replace('_', ' '));
    }

    String latency(AuditEvent event) {
        if (event.latencyMillis().isEmpty()) {
            return "";
        }
        double millis = event.latencyMillis().getAsDouble();
        return texts.get(millis < 10 ? "audit.latency.short" : "audit.latency.long", millis);
    }

    /** What else there is to say, or why it is not said. */
    String detail(AuditRow row) {
        if (row.sealed()) {
            return texts.get("audit.sealed.short");
        }
        return row.erased() ? texts.get("audit.erased.short") : row.event().detail();
    }
}
