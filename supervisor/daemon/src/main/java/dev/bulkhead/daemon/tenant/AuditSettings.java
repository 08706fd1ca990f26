package dev.bulkhead.daemon.tenant;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How one tenant's stream is kept, and what of it goes elsewhere; every value is in its bounds. Immutable.
 *
 * @param retention how long whole segments are kept, 1 day to 20 years; below a year only where the settings say so twice
 * @param anchor a file of the client's, to which each checkpoint is appended; an absolute path
 * @param otlp a collector of OpenTelemetry that is sent what is recorded, without what may name a person: https, or http to a
 *     loopback address
 * @param timestamp who says at what time a checkpoint was there
 * @param evidence a folder to which each month's evidence is written by itself; an absolute path
 */
public record AuditSettings(
        Duration retention,
        Durability durability,
        Optional<Path> anchor,
        Optional<URI> otlp,
        Optional<Timestamp> timestamp,
        Optional<Path> evidence) {
    /** Shorter ones are an exception that somebody has to want. */
    public static final Duration A_YEAR = Duration.ofDays(365);

    static final AuditSettings DEFAULT = new AuditSettings(
            Duration.ofDays(400),
            Durability.PROCESS,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /**
     * A time-stamping authority (RFC 3161).
     *
     * @param url https, or http to a loopback address
     * @param every at most so often one is asked for, 1 minute to 90 days
     * @param certificate the PEM file of the one root that its certificates may lead to; an absolute path
     */
    public record Timestamp(URI url, Duration every, Path certificate) {
        static final Duration EVERY = Duration.ofHours(24);

        public Timestamp {
            checkAddress("a time-stamping authority", url);
            TenantSettings.within(every, Duration.ofMinutes(1), Duration.ofDays(90), "audit.timestamp.every");
            checkAbsolute("audit.timestamp.certificate", certificate);
        }
    }

    public AuditSettings {
        TenantSettings.within(retention, Duration.ofDays(1), Duration.ofDays(7_305), "audit.retention");
        anchor.ifPresent(file -> checkAbsolute("audit.anchor", file));
        evidence.ifPresent(folder -> checkAbsolute("audit.evidence", folder));
        otlp.ifPresent(address -> checkAddress("a collector", address));
    }

    /** Returns whether rows leave earlier than after a year. */
    public boolean isBelowAYear() {
        return retention.compareTo(A_YEAR) < 0;
    }

    AuditSettings withRetention(Duration other) {
        return new AuditSettings(other, durability, anchor, otlp, timestamp, evidence);
    }

    AuditSettings withAnchor(Path other) {
        return new AuditSettings(retention, durability, Optional.of(other), otlp, timestamp, evidence);
    }

    AuditSettings withOtlp(URI other) {
        return new AuditSettings(retention, durability, anchor, Optional.of(other), timestamp, evidence);
    }

    AuditSettings withEvidence(Path other) {
        return new AuditSettings(retention, durability, anchor, otlp, timestamp, Optional.of(other));
    }

    private static void checkAbsolute(String key, Path path) {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException(key + " is no absolute path: " + path);
        }
    }

    private static void checkAddress(String what, URI address) {
        boolean isWhole = address.isAbsolute()
                && address.getHost() != null
                && address.getRawUserInfo() == null
                && address.getRawQuery() == null
                && address.getRawFragment() == null;
        if (!isWhole || !("https".equals(address.getScheme()) || IdentitySettings.isLoopback(address))) {
            throw new IllegalArgumentException(what + " is an https URL, as in https://service.acme.example"
                    + " (http to a loopback address alone, as in http://127.0.0.1:4318)");
        }
    }
}
