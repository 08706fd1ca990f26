package dev.bulkhead.daemon.alert;

import static dev.bulkhead.daemon.alert.Trace.ACME;
import static dev.bulkhead.daemon.alert.Trace.BEGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.AlertRule.Kind;
import dev.bulkhead.daemon.tenant.AlertSettings;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.SettingsException;
import dev.bulkhead.daemon.tenant.SettingsParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the rules find in sixty invented days without an attack, and with one. {@code supervisor/docs/alerts.md} has the table. */
class FalseAlarmsTest {
    private static final List<AuditEvent> QUIET = Trace.sixtyDays();

    /** The 46th day, a Thursday. */
    private static final Instant ATTACK = BEGIN.plus(Duration.ofDays(45)).plus(Duration.ofHours(11));

    private static final Map<Kind, Integer> IN_HOURS = run(QUIET, withHours());

    private static Map<Kind, Integer> run(List<AuditEvent> events, AlertSettings settings) {
        TenantAlerts rules = TenantAlerts.fresh(ACME, BEGIN, ZoneOffset.UTC);
        Map<Kind, Integer> found = new EnumMap<>(Kind.class);
        for (AuditEvent event : events) {
            String tool = event.toolName();
            if (event.type() == EventType.TOOL_CALL_STARTED
                    && tool != null
                    && rules.isUnfamiliar(tool, event.timestamp(), settings.rule(Kind.FIRST_SEEN_TOOL))) {
                found.merge(Kind.FIRST_SEEN_TOOL, 1, Integer::sum);
            }
            rules.see(event, settings).forEach(each -> found.merge(each.rule().kind(), 1, Integer::sum));
        }
        return found;
    }

    private static AlertSettings withHours() {
        String yaml = "version: 1\ntenant: acme\nalerts: { hours: \"08:00-19:00\" }\n";
        try {
            return new SettingsParser(Path.of("/home/ada"))
                    .parse("acme.yaml", yaml.getBytes(StandardCharsets.UTF_8))
                    .alerts();
        } catch (SettingsException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void sixtyQuietDaysRaiseNoAlarmButOutOfHours() {
        long calls = QUIET.stream()
                .filter(event -> event.type() == EventType.TOOL_CALL)
                .count();
        long refused = QUIET.stream()
                .filter(event -> event.type() == EventType.TOOL_CALL && event.status() == ResultStatus.DENIED)
                .count();
        assertThat(calls).isBetween(10_000L, 14_000L);
        assertThat(refused).isGreaterThan(50);
        Map<Kind, Integer> found = run(QUIET, AlertSettings.DEFAULT);
        System.out.println("sixty days, " + calls + " calls, " + refused + " of them refused:");
        for (Kind kind : Kind.values()) {
            Map<Kind, Integer> counted = kind == Kind.OFF_HOURS ? IN_HOURS : found;
            System.out.printf("| %-18s | %2d |%n", kind.wireName(), counted.getOrDefault(kind, 0));
        }
        assertThat(found).isEmpty();
        assertThat(IN_HOURS).containsOnlyKeys(Kind.OFF_HOURS);
        assertThat(IN_HOURS.get(Kind.OFF_HOURS)).isBetween(1, 15);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CHAIN_FAILURE", "ANCHOR_FAILED"},
            mode = EnumSource.Mode.EXCLUDE)
    void eachPlantedAttackIsFound(Kind kind) {
        List<AuditEvent> events = new ArrayList<>(QUIET);
        events.addAll(attack(kind));
        if (kind == Kind.CLOCK_SET_BACK) {
            // The order in which they come, not the one in which they say that they were.
            events = new ArrayList<>(QUIET);
            int at = (int) QUIET.stream()
                    .takeWhile(e -> e.timestamp().isBefore(ATTACK))
                    .count();
            events.addAll(at, attack(kind));
        } else {
            events.sort(Comparator.comparing(AuditEvent::timestamp));
        }
        Map<Kind, Integer> found = run(events, withHours());
        assertThat(found.getOrDefault(kind, 0)).isEqualTo(IN_HOURS.getOrDefault(kind, 0) + 1);
    }

    private static List<AuditEvent> attack(Kind kind) {
        return switch (kind) {
            case CROSS_TENANT_PROBE -> List.of(one(EventType.CROSS_TENANT_PROBE));
            case LEAK_ATTEMPT -> List.of(one(EventType.LEAK_ATTEMPT));
            case TOOL_CHANGED -> List.of(one(EventType.TOOL_CHANGED));
            case DENIED_BURST ->
                many(5, 10_000).map(at -> Trace.refused(ACME, at)).toList();
            case FIRST_SEEN_TOOL -> Trace.call(ATTACK, "github__delete_repository", 20);
            case RATE ->
                many(300, 100)
                        .flatMap(at -> Trace.call(at, "read_file", 200).stream())
                        .toList();
            case VOLUME_OUT ->
                many(600, 2_500)
                        .flatMap(at -> Trace.call(at, "read_file", 100_000).stream())
                        .toList();
            case OFF_HOURS -> Trace.call(ATTACK.minus(Duration.ofHours(32)), "read_file", 200);
            case AUTH_FAILURES ->
                many(5, 100_000)
                        .map(at -> Trace.event(at, EventType.SIGN_IN, ResultStatus.DENIED, null, 0))
                        .toList();
            case NEW_HOST ->
                List.of(AuditEvent.of(
                        ATTACK,
                        ACME,
                        EventType.CONNECTION_OPENED,
                        ResultStatus.SUCCESS,
                        "s-2",
                        "99 /tmp/.x/claude",
                        null));
            case CLOCK_SET_BACK -> Trace.call(ATTACK.minus(Duration.ofDays(2)), "read_file", 200);
            case CHAIN_FAILURE, ANCHOR_FAILED -> throw new AssertionError("no event tells of it");
        };
    }

    private static AuditEvent one(EventType type) {
        return Trace.event(ATTACK, type, ResultStatus.DENIED, null, 0);
    }

    private static Stream<Instant> many(int count, long apartMillis) {
        return IntStream.range(0, count).mapToObj(i -> ATTACK.plusMillis(i * apartMillis));
    }
}
