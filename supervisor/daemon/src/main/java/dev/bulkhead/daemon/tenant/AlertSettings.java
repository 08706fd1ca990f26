package dev.bulkhead.daemon.tenant;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The rules that watch a tenant. Immutable.
 *
 * @param rules one of each kind
 * @param hours when the tenant is worked for; without them nothing is out of hours
 */
public record AlertSettings(Map<AlertRule.Kind, AlertRule> rules, Optional<WorkingHours> hours) {
    /** What a new tenant has. */
    public static final AlertSettings DEFAULT = new AlertSettings(Map.of(), Optional.empty());

    /** Takes the default rule for each kind that {@code rules} lack. */
    public AlertSettings {
        Map<AlertRule.Kind, AlertRule> all = new EnumMap<>(AlertRule.Kind.class);
        for (AlertRule.Kind kind : AlertRule.Kind.values()) {
            all.put(kind, rules.getOrDefault(kind, kind.byDefault()));
        }
        rules = Collections.unmodifiableMap(all);
    }

    public AlertRule rule(AlertRule.Kind kind) {
        return rules.getOrDefault(kind, kind.byDefault());
    }
}
