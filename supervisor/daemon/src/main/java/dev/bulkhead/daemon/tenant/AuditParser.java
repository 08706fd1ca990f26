package dev.bulkhead.daemon.tenant;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the section {@code audit} of a tenant's settings. Stateless. */
final class AuditParser {
    private static final String BELOW_A_YEAR = "retention-below-a-year";

    private AuditParser() {}

    static AuditSettings read(YamlSection s) {
        s.onlyKeys("retention", BELOW_A_YEAR, "durability", "anchor", "otlp", "timestamp", "evidence");
        AuditSettings d = AuditSettings.DEFAULT;
        boolean mayBeShort = s.yes(BELOW_A_YEAR);
        return new AuditSettings(
                s.text("retention", d.retention(), t -> retention(Units.duration(t), mayBeShort)),
                s.choice("durability", d.durability(), List.of(Durability.values()), Durability::wireName),
                s.text("anchor", d.anchor(), t -> d.withAnchor(Path.of(t)).anchor()),
                s.text("otlp", d.otlp(), t -> d.withOtlp(URI.create(t)).otlp()),
                s.has("timestamp") ? timestamp(s, s.section("timestamp")) : Optional.empty(),
                s.text("evidence", d.evidence(), t -> d.withEvidence(Path.of(t)).evidence()));
    }

    private static Duration retention(Duration wanted, boolean mayBeShort) {
        if (!mayBeShort && wanted.compareTo(AuditSettings.A_YEAR) < 0) {
            throw new IllegalArgumentException("audit.retention is " + Units.text(wanted)
                    + ": use 365d to 7305d, or say " + BELOW_A_YEAR + ": true beside it");
        }
        return AuditSettings.DEFAULT.withRetention(wanted).retention();
    }

    private static Optional<AuditSettings.Timestamp> timestamp(YamlSection audit, YamlSection s) {
        s.onlyKeys("url", "every", "certificate");
        Optional<URI> url = s.text("url", Optional.empty(), t -> Optional.of(URI.create(t)));
        Optional<Path> certificate = s.text("certificate", Optional.empty(), t -> Optional.of(Path.of(t)));
        Duration every = s.text("every", AuditSettings.Timestamp.EVERY, Units::duration);
        if (url.isEmpty() || certificate.isEmpty()) {
            audit.problem("timestamp", "url and certificate (the PEM file of the authority's root) are wanted");
            return Optional.empty();
        }
        return audit.checked(
                "timestamp",
                Optional.<AuditSettings.Timestamp>empty(),
                () -> Optional.of(new AuditSettings.Timestamp(url.get(), every, certificate.get())));
    }
}
