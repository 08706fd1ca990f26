package dev.bulkhead.ui.audit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/** Spans of time that are asked for often. */
enum TimeChoice {
    ANY,
    TODAY,
    WEEK,
    MONTH,
    /** From one day to another, or what was marked in the chart. */
    SPAN;

    /** Returns when the span begins that ends now; empty where it has no beginning. */
    Optional<Instant> since(Instant now, ZoneId zone) {
        LocalDate today = now.atZone(zone).toLocalDate();
        return switch (this) {
            case ANY, SPAN -> Optional.empty();
            case TODAY -> Optional.of(midnight(today, zone));
            case WEEK -> Optional.of(midnight(today.minusDays(6), zone));
            case MONTH -> Optional.of(midnight(today.minusDays(29), zone));
        };
    }

    static Instant midnight(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    String key() {
        return "audit.span." + name().toLowerCase(Locale.ROOT);
    }
}
