package dev.bulkhead.daemon.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.tenant.AlertRule;
import dev.bulkhead.daemon.tenant.AlertRule.Kind;
import dev.bulkhead.daemon.tenant.AlertSettings;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.protocol.home.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One tenant's rules at work, and its alerts: at most 1,000, of which those that were acknowledged go first. Safe for any thread. */
final class TenantAlerts {
    static final int MOST_ALERTS = 1_000;

    private static final Duration REST = Duration.ofMinutes(1);

    private final TenantId tenant;
    private final ZoneId zone;
    private final Watch watch;

    /** Guards what follows; never held while {@link #watch} is locked, so that no call waits for it. */
    private final Object keeping = new Object();

    private final List<Alert> alerts = new ArrayList<>();
    private volatile boolean isChanged;

    TenantAlerts(TenantId tenant, Usual usual, List<Alert> alerts, ZoneId zone) {
        this.tenant = tenant;
        this.zone = zone;
        this.watch = new Watch(tenant, usual, zone);
        this.alerts.addAll(alerts);
    }

    /** Nothing is known of the tenant yet. */
    static TenantAlerts fresh(TenantId tenant, Instant now, ZoneId zone) {
        TenantAlerts fresh = new TenantAlerts(tenant, new Usual(now), List.of(), zone);
        fresh.isChanged = true;
        return fresh;
    }

    /** @throws IllegalArgumentException when {@code kept} is not what {@link #content} has returned */
    static TenantAlerts read(TenantId tenant, ObjectNode kept, ZoneId zone) {
        List<Alert> alerts = new ArrayList<>();
        for (JsonNode alert : kept.path("alerts")) {
            alerts.add(Alert.read(alert, tenant));
        }
        return new TenantAlerts(tenant, Usual.read(kept), alerts, zone);
    }

    /** What is to be kept. */
    ObjectNode content() {
        isChanged = false;
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        synchronized (watch) {
            watch.usual().write(content);
        }
        synchronized (keeping) {
            alerts.stream().map(Alert::json).forEach(content.putArray("alerts")::add);
        }
        return content;
    }

    /** Whether anything changed since {@link #content} was taken. */
    boolean isChanged() {
        return isChanged;
    }

    /** It could not be kept: it is to be tried again. */
    void markChanged() {
        isChanged = true;
    }

    List<Finding> see(AuditEvent event, AlertSettings settings) {
        isChanged = true;
        synchronized (watch) {
            return watch.see(event, settings);
        }
    }

    boolean isUnfamiliar(String tool, Instant now, AlertRule rule) {
        synchronized (watch) {
            return watch.isUnfamiliar(tool, now, rule);
        }
    }

    /** Returns whether the same was told just before, or on the same day where the rule counts days. */
    boolean isTold(Finding finding) {
        Kind kind = finding.rule().kind();
        synchronized (keeping) {
            return alerts.stream()
                    .filter(alert -> alert.rule().equals(kind.wireName()))
                    .anyMatch(alert -> kind == Kind.VOLUME_OUT || kind == Kind.OFF_HOURS
                            ? dayOf(alert.at()).equals(dayOf(finding.at()))
                            : alert.what().equals(finding.what())
                                    && Duration.between(alert.at(), finding.at())
                                                    .abs()
                                                    .compareTo(REST)
                                            < 0);
        }
    }

    private LocalDate dayOf(Instant time) {
        return LocalDate.ofInstant(time, zone);
    }

    /** Keeps a new alert. */
    Alert raise(String id, Finding finding, String done) {
        Alert alert = new Alert(
                id, tenant, finding.rule().kind().wireName(), finding.at(), finding.what(), done, Optional.empty());
        synchronized (keeping) {
            alerts.add(alert);
            if (alerts.size() > MOST_ALERTS) {
                Alert least = alerts.stream()
                        .filter(each -> each.acknowledged().isPresent())
                        .findFirst()
                        .orElse(alerts.getFirst());
                alerts.remove(least);
            }
        }
        isChanged = true;
        return alert;
    }

    /** The alerts, the oldest first. */
    List<Alert> all() {
        synchronized (keeping) {
            return List.copyOf(alerts);
        }
    }

    /** Acknowledges the alert of that id, if it is open; returns it. */
    Optional<Alert> acknowledge(String id, Alert.Acknowledgement how) {
        synchronized (keeping) {
            for (int i = 0; i < alerts.size(); i++) {
                Alert alert = alerts.get(i);
                if (alert.id().equals(id) && alert.acknowledged().isEmpty()) {
                    alerts.set(i, alert.acknowledge(how));
                    isChanged = true;
                    return Optional.of(alerts.get(i));
                }
            }
            return Optional.empty();
        }
    }
}
