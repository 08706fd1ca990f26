package dev.bulkhead.daemon.alert;

import dev.bulkhead.daemon.tenant.AlertAction;
import dev.bulkhead.daemon.tenant.AlertRule;
import dev.bulkhead.daemon.tenant.AlertRule.Kind;
import dev.bulkhead.daemon.tenant.AlertSettings;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules at work on one tenant's events. Counts by the events' own times. Never blocks; belongs to its holder's lock.
 *
 * <p>A rule that found something finds it again only when there is as much of it anew, or a minute or a day later.
 */
final class Watch {
    /** Threads overtake each other by milliseconds, and clocks are corrected by a second or two: that is no setting back. */
    private static final Duration SET_BACK = Duration.ofSeconds(60);

    private static final int LONGEST_SHOWN = 80;
    /** More calls than a tenant's sessions can have in flight; past it the consultant's refusals count too. */
    private static final int MOST_OPEN = 16_384;

    private static final int BUSY_FACTOR = 2;
    private static final int VOLUME_FACTOR = 3;

    private final TenantId tenant;
    private final Usual usual;
    private final ZoneId zone;
    private final Window denied = new Window();
    private final Window failures = new Window();

    /** The calls that have a start and no end: what is refused after that, the consultant has refused, and no rule. */
    private final Set<String> open = new HashSet<>();

    private final Map<Kind, LocalDate> foundOn = new EnumMap<>(Kind.class);
    private long busyMinute = -1;
    private int busiest;

    /** @param zone in which working hours are meant */
    Watch(TenantId tenant, Usual usual, ZoneId zone) {
        this.tenant = tenant;
        this.usual = usual;
        this.zone = zone;
    }

    Usual usual() {
        return usual;
    }

    /** Takes one event of the tenant's; returns what the rules that are on find with it. */
    List<Finding> see(AuditEvent event, AlertSettings settings) {
        List<Finding> found = new ArrayList<>(0);
        Instant at = event.timestamp();
        Instant before = usual.tick(at);
        if (before != null && at.isBefore(before.minus(SET_BACK))) {
            Duration step = Duration.between(before, at);
            denied.shift(step);
            failures.shift(step);
            add(found, settings, Kind.CLOCK_SET_BACK, at, "the clock went back by " + step.toSeconds() * -1 + " s");
        }
        switch (event.type()) {
            case TOOL_CALL_STARTED -> callStarted(event, settings, found);
            case TOOL_CALL -> callEnded(event, settings, found);
            case EGRESS_CLOSED -> out(at, event.bytesIn(), settings, found);
            case SIGN_IN, CONTROL_REFUSED, IDENTITY_REFUSED, TOKEN_REFUSED -> {
                if (event.status() == ResultStatus.DENIED) {
                    failure(at, settings, found);
                }
            }
            case CONNECTION_OPENED -> host(event, settings, found);
            case CROSS_TENANT_PROBE -> probe(event, settings, found);
            case ANCHOR_FAILED -> add(found, settings, Kind.ANCHOR_FAILED, at, said(event));
            case TOOL_CHANGED -> add(found, settings, Kind.TOOL_CHANGED, at, printable(said(event)));
            case LEAK_ATTEMPT -> add(found, settings, Kind.LEAK_ATTEMPT, at, said(event));
            default -> {
                // Says nothing about an attack.
            }
        }
        return found;
    }

    /** Returns whether {@code tool} was never called, and has been time enough to learn which ones are. */
    boolean isUnfamiliar(String tool, Instant now, AlertRule rule) {
        return !usual.knowsTool(tool) && !now.isBefore(usual.since().plus(Duration.ofDays(rule.threshold())));
    }

    private void callStarted(AuditEvent event, AlertSettings settings, List<Finding> found) {
        Instant at = event.timestamp();
        String tool = event.toolName();
        if (event.callId() != null && open.size() < MOST_OPEN) {
            open.add(event.callId());
        }
        AlertRule first = settings.rule(Kind.FIRST_SEEN_TOOL);
        if (tool != null && first.action() != AlertAction.ASK && isUnfamiliar(tool, at, first)) {
            // Where it asks, whoever held the call has told of it.
            add(found, settings, Kind.FIRST_SEEN_TOOL, at, neverCalled(tool));
        }
        rate(at, settings, found);
        hours(at, settings, found);
    }

    static String neverCalled(String tool) {
        return "the tool '" + printable(tool) + "' was never called before";
    }

    private void callEnded(AuditEvent event, AlertSettings settings, List<Finding> found) {
        Instant at = event.timestamp();
        boolean wasBegun = event.callId() != null && open.remove(event.callId());
        if (event.status() == ResultStatus.SUCCESS || event.status() == ResultStatus.ERROR) {
            if (event.toolName() != null) {
                usual.learnTool(event.toolName());
            }
        }
        // What the lobby refuses has no token behind it: nobody's rights were tried.
        if (event.status() == ResultStatus.DENIED && event.tokenId() != null && !wasBegun) {
            AlertRule rule = settings.rule(Kind.DENIED_BURST);
            if (denied.isFull(rule, at)) {
                String what = rule.threshold() + " calls were refused within "
                        + rule.window().toSeconds() + " s, the last of '" + printable(event.toolName()) + "'";
                add(found, settings, Kind.DENIED_BURST, at, what);
            }
        }
        out(at, event.bytesOut(), settings, found);
    }

    private void rate(Instant at, AlertSettings settings, List<Finding> found) {
        int calls = usual.call(at);
        long minute = Math.floorDiv(at.getEpochSecond(), 60);
        if (minute != busyMinute) {
            busyMinute = minute;
            busiest = usual.busiestMinute();
        }
        long most = Math.max(settings.rule(Kind.RATE).threshold(), (long) BUSY_FACTOR * busiest);
        if (calls == most + 1) {
            usual.minuteIsTooMany();
            add(found, settings, Kind.RATE, at, "more than " + most + " calls within a minute");
        }
    }

    private void out(Instant at, long bytes, AlertSettings settings, List<Finding> found) {
        if (bytes <= 0) {
            return;
        }
        long sum = usual.out(at, bytes);
        long least = settings.rule(Kind.VOLUME_OUT).threshold();
        if (sum <= least) {
            return;
        }
        long most = Math.max(least, VOLUME_FACTOR * usual.medianOut(at));
        if (sum > most
                && isFirstOfDay(Kind.VOLUME_OUT, at.atZone(ZoneOffset.UTC).toLocalDate())) {
            add(found, settings, Kind.VOLUME_OUT, at, "more than " + most + " bytes left it today");
        }
    }

    private void hours(Instant at, AlertSettings settings, List<Finding> found) {
        LocalDateTime local = LocalDateTime.ofInstant(at, zone);
        boolean outside =
                settings.hours().filter(hours -> !hours.contains(local)).isPresent();
        if (outside && isFirstOfDay(Kind.OFF_HOURS, local.toLocalDate())) {
            add(found, settings, Kind.OFF_HOURS, at, "a call came outside the tenant's hours");
        }
    }

    private void failure(Instant at, AlertSettings settings, List<Finding> found) {
        AlertRule rule = settings.rule(Kind.AUTH_FAILURES);
        if (failures.isFull(rule, at)) {
            String what = rule.threshold() + " attempts at its vault, its provider or its tokens failed within "
                    + rule.window().toMinutes() + " min";
            add(found, settings, Kind.AUTH_FAILURES, at, what);
        }
    }

    private void host(AuditEvent event, AlertSettings settings, List<Finding> found) {
        Optional<String> executable = executable(event.peer());
        if (executable.isPresent() && usual.learnHost(executable.get())) {
            add(found, settings, Kind.NEW_HOST, event.timestamp(), "connected for the first time: " + executable.get());
        }
    }

    /**
     * What probes from outside a session was refused at the door, and has nothing that could be suspended: to lock the tenant
     * whose door it was would let whoever can send a text lock any client out.
     */
    private void probe(AuditEvent event, AlertSettings settings, List<Finding> found) {
        AlertRule rule = settings.rule(Kind.CROSS_TENANT_PROBE);
        if (rule.isOn()) {
            AlertRule here = event.sessionId() == null ? rule.noticeOnly() : rule;
            found.add(new Finding(tenant, here, event.timestamp(), said(event)));
        }
    }

    /** A peer is a process's number and its executable. */
    private static Optional<String> executable(@Nullable String peer) {
        int space = peer == null ? -1 : peer.indexOf(' ');
        return peer == null || space < 0 ? Optional.empty() : Optional.of(peer.substring(space + 1));
    }

    /** What a host names comes to terminals and to other hosts' models. */
    private static String printable(@Nullable String name) {
        String text = name == null ? "" : name;
        String cut = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
        return cut.replaceAll("\\p{C}", "?");
    }

    private boolean isFirstOfDay(Kind kind, LocalDate day) {
        return !day.equals(foundOn.put(kind, day));
    }

    private static String said(AuditEvent event) {
        return event.detail() == null ? "no more is known" : event.detail();
    }

    private void add(List<Finding> found, AlertSettings settings, Kind kind, Instant at, String what) {
        AlertRule rule = settings.rule(kind);
        if (rule.isOn()) {
            found.add(new Finding(tenant, rule, at, what));
        }
    }
}
