package dev.bulkhead.daemon.tenant;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what a change of the section {@code audit} keeps less of, or sends elsewhere. Stateless. */
final class AuditWidening {
    private AuditWidening() {}

    static List<String> of(AuditSettings accepted, AuditSettings changed) {
        List<String> wider = new ArrayList<>();
        if (changed.retention().compareTo(accepted.retention()) < 0) {
            wider.add("audit.retention: " + Units.text(changed.retention()) + " instead of "
                    + Units.text(accepted.retention())
                    + (changed.isBelowAYear() ? ", which is less than a year" : ""));
        }
        if (changed.durability().compareTo(accepted.durability()) < 0) {
            wider.add("audit.durability: " + changed.durability().wireName() + " instead of "
                    + accepted.durability().wireName());
        }
        if (accepted.anchor().isPresent()) {
            other(wider, "audit.anchor", accepted.anchor(), changed.anchor());
        }
        if (changed.otlp().isPresent()) {
            other(wider, "audit.otlp", accepted.otlp(), changed.otlp());
        }
        accepted.timestamp().ifPresent(before -> timestamp(wider, before, changed));
        if (changed.evidence().isPresent()) {
            other(wider, "audit.evidence", accepted.evidence(), changed.evidence());
        }
        return wider;
    }

    private static void timestamp(List<String> wider, AuditSettings.Timestamp before, AuditSettings changed) {
        Optional<AuditSettings.Timestamp> now = changed.timestamp();
        boolean asMuch = now.isPresent()
                && now.get().url().equals(before.url())
                && now.get().certificate().equals(before.certificate())
                && now.get().every().compareTo(before.every()) <= 0;
        if (!asMuch) {
            wider.add("audit.timestamp: " + now.map(AuditWidening::words).orElse("none") + " instead of "
                    + words(before));
        }
    }

    private static String words(AuditSettings.Timestamp timestamp) {
        return timestamp.url() + " every " + Units.text(timestamp.every()) + " by " + timestamp.certificate();
    }

    private static void other(List<String> wider, String key, Optional<?> accepted, Optional<?> changed) {
        if (!changed.equals(accepted)) {
            wider.add(key + ": " + changed.map(String::valueOf).orElse("none") + " instead of "
                    + accepted.map(String::valueOf).orElse("none"));
        }
    }
}
