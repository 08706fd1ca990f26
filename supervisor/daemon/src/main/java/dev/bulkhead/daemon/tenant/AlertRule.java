package dev.bulkhead.daemon.tenant;

import java.time.Duration;
import java.util.Locale;

/**
 * One rule that watches what a tenant's stream records; {@code supervisor/docs/alerts.md} says what each one counts.
 *
 * @param threshold in its kind's unit: how much is too much
 * @param window within which events are counted; zero where each one stands for itself
 */
public record AlertRule(Kind kind, long threshold, Duration window, AlertAction action) {
    /** In what a threshold is given. */
    public enum Unit {
        /** There is none: one is too many. */
        NONE,
        COUNT,
        DAYS,
        BYTES
    }

    /** What a rule watches, with what it does unless settings say otherwise. The wire name is lower-case, with hyphens. */
    public enum Kind {
        CROSS_TENANT_PROBE(Unit.NONE, 1, Duration.ZERO, AlertAction.SUSPEND),
        DENIED_BURST(Unit.COUNT, 5, Duration.ofSeconds(60), AlertAction.SUSPEND),
        FIRST_SEEN_TOOL(Unit.DAYS, 14, Duration.ZERO, AlertAction.ASK),
        RATE(Unit.COUNT, 60, Duration.ofMinutes(1), AlertAction.NOTIFY),
        VOLUME_OUT(Unit.BYTES, 5L << 20, Duration.ofDays(1), AlertAction.NOTIFY),
        OFF_HOURS(Unit.NONE, 1, Duration.ZERO, AlertAction.NOTIFY),
        AUTH_FAILURES(Unit.COUNT, 5, Duration.ofMinutes(10), AlertAction.NOTIFY),
        NEW_HOST(Unit.NONE, 1, Duration.ZERO, AlertAction.NOTIFY),
        CLOCK_SET_BACK(Unit.NONE, 1, Duration.ZERO, AlertAction.NOTIFY),
        LEAK_ATTEMPT(Unit.NONE, 1, Duration.ZERO, AlertAction.NOTIFY),
        TOOL_CHANGED(Unit.NONE, 1, Duration.ZERO, AlertAction.NOTIFY),
        CHAIN_FAILURE(Unit.NONE, 1, Duration.ZERO, AlertAction.HALT),
        ANCHOR_FAILED(Unit.NONE, 1, Duration.ZERO, AlertAction.NOTIFY);

        private final Unit unit;
        private final long threshold;
        private final Duration window;
        private final AlertAction action;

        Kind(Unit unit, long threshold, Duration window, AlertAction action) {
            this.unit = unit;
            this.threshold = threshold;
            this.window = window;
            this.action = action;
        }

        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public Unit unit() {
            return unit;
        }

        /** The rule as it is for a tenant whose settings do not speak of it. */
        public AlertRule byDefault() {
            return new AlertRule(this, threshold, window, action);
        }
    }

    /** More of anything is no rule any more; also a bound on what counting keeps. */
    static final long MOST_COUNTED = 10_000;

    private static final long MOST_DAYS = 365;
    private static final long MOST_BYTES = 1L << 40;

    public AlertRule {
        long most = switch (kind.unit) {
            case NONE -> 1;
            case COUNT -> MOST_COUNTED;
            case DAYS -> MOST_DAYS;
            case BYTES -> MOST_BYTES;
        };
        if (threshold < 1 || threshold > most) {
            throw new IllegalArgumentException(
                    kind.unit == Unit.NONE
                            ? "this rule has no threshold: one is too many"
                            : "the threshold is " + threshold + ": use 1 to " + most);
        }
        if (action == AlertAction.ASK && kind != Kind.FIRST_SEEN_TOOL) {
            throw new IllegalArgumentException("only first-seen-tool can ask: use off, notify, suspend or halt");
        }
    }

    public boolean isOn() {
        return action != AlertAction.OFF;
    }

    /** Returns the same rule that does no more than tell. */
    public AlertRule noticeOnly() {
        return withAction(AlertAction.NOTIFY);
    }

    AlertRule withThreshold(long other) {
        return new AlertRule(kind, other, window, action);
    }

    AlertRule withAction(AlertAction other) {
        return new AlertRule(kind, threshold, window, other);
    }
}
