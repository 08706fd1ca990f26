package dev.bulkhead.daemon.tenant;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code alerts} of a tenant's settings. Stateless. */
final class AlertsParser {
    private static final String HOURS = "hours";
    private static final String DAYS = "days";

    private AlertsParser() {}

    static AlertSettings alerts(YamlSection s) {
        List<String> known = new ArrayList<>(List.of(HOURS, DAYS));
        Map<AlertRule.Kind, AlertRule> rules = new EnumMap<>(AlertRule.Kind.class);
        for (AlertRule.Kind kind : AlertRule.Kind.values()) {
            known.add(kind.wireName());
            if (s.has(kind.wireName())) {
                rules.put(kind, rule(kind.byDefault(), s.section(kind.wireName())));
            }
        }
        s.onlyKeys(known.toArray(String[]::new));
        List<DayOfWeek> weekdays =
                WorkingHours.WEEKDAYS.stream().map(WorkingHours::day).toList();
        List<DayOfWeek> days = s.texts(DAYS, weekdays, WorkingHours::day);
        Optional<WorkingHours> none = Optional.empty();
        Optional<WorkingHours> hours = s.text(HOURS, none, text -> Optional.of(WorkingHours.of(text, days)));
        if (s.has(DAYS) && !s.has(HOURS)) {
            s.problem(DAYS, "days need hours: \"08:00-19:00\" beside them");
        }
        return new AlertSettings(rules, hours);
    }

    private static AlertRule rule(AlertRule plain, YamlSection s) {
        s.onlyKeys("threshold", "action");
        AlertRule counted = s.number("threshold", plain, text -> plain.withThreshold(threshold(plain, text)));
        AlertAction action = s.choice("action", plain.action(), List.of(AlertAction.values()), AlertAction::wireName);
        return s.checked("action", counted, () -> counted.withAction(action));
    }

    private static long threshold(AlertRule rule, String text) {
        if (rule.kind().unit() == AlertRule.Unit.BYTES) {
            return Units.bytes(text);
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a whole number is wanted", e);
        }
    }
}
