package dev.bulkhead.daemon.tenant;

import java.util.ArrayList;
import java.util.List;

/** Says by which rules one set of alerts finds less, or does less about it, than another. Stateless. */
final class AlertWidening {
    private AlertWidening() {}

    static List<String> of(AlertSettings accepted, AlertSettings changed) {
        List<String> wider = new ArrayList<>();
        for (AlertRule before : accepted.rules().values()) {
            AlertRule now = changed.rule(before.kind());
            String key = "alerts." + before.kind().wireName();
            if (now.action().compareTo(before.action()) < 0) {
                wider.add(key + ": " + now.action().wireName() + " instead of "
                        + before.action().wireName());
            }
            if (before.isOn() && now.threshold() > before.threshold()) {
                wider.add(key + ": the threshold is " + now.threshold() + " instead of " + before.threshold());
            }
        }
        accepted.hours().ifPresent(before -> {
            if (changed.hours().filter(now -> now.isWithin(before)).isEmpty()) {
                wider.add("alerts.hours: fewer hours are out of hours");
            }
        });
        return wider;
    }
}
