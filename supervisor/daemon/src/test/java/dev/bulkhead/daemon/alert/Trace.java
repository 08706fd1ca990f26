package dev.bulkhead.daemon.alert;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Sixty days of one tenant, invented and always the same: bursts of calls on working days, some evenings and weekends, single
 * refusals, wrong passphrases in the morning, a clock that is corrected by a second.
 */
final class Trace {
    static final TenantId ACME = new TenantId("acme");

    /** A Monday. */
    static final Instant BEGIN = Instant.parse("2026-09-07T00:00:00Z");

    static final int DAYS = 60;
    private static final List<String> TOOLS = List.of(
            "read_file",
            "list_files",
            "search_files",
            "write_file",
            "github__get_issue",
            "github__list_commits",
            "github__search_code",
            "memory__search_nodes",
            "memory__add_observations",
            "crm__find_contact",
            "crm__create_note",
            "workspace_status");

    private final Random random = new Random(20_261_121);
    private final List<AuditEvent> events = new ArrayList<>();

    static List<AuditEvent> sixtyDays() {
        Trace trace = new Trace();
        for (int day = 0; day < DAYS; day++) {
            trace.day(BEGIN.plus(Duration.ofDays(day)));
        }
        trace.events.sort(Comparator.comparing(AuditEvent::timestamp));
        return trace.events;
    }

    private void day(Instant midnight) {
        DayOfWeek day = LocalDate.ofInstant(midnight, ZoneOffset.UTC).getDayOfWeek();
        boolean weekend = day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
        if (weekend && random.nextInt(5) > 0) {
            return;
        }
        Instant morning = midnight.plus(Duration.ofMinutes(8 * 60 + 10 + random.nextInt(90)));
        for (int wrong = random.nextInt(12) - 9; wrong > 0; wrong--) {
            add(event(morning.minusSeconds(60L * wrong), EventType.SIGN_IN, ResultStatus.DENIED, null, 0));
        }
        add(event(morning, EventType.SIGN_IN, ResultStatus.SUCCESS, null, 0));
        add(event(morning.plusSeconds(3), EventType.CONNECTION_OPENED, ResultStatus.SUCCESS, null, 0));
        int bursts = weekend ? 3 : 10 + random.nextInt(9);
        for (int i = 0; i < bursts; i++) {
            burst(morning.plusSeconds(10 + random.nextInt(9 * 3_600)));
        }
        if (random.nextInt(10) == 0) {
            burst(midnight.plus(Duration.ofMinutes(21 * 60 + random.nextInt(90))));
        }
    }

    private void burst(Instant begin) {
        Instant at = begin;
        int calls = 1 + (int) Math.min(45, -Math.log(1 - random.nextDouble()) * 22);
        for (int i = 0; i < calls; i++) {
            at = at.plusMillis(300 + random.nextInt(6_000));
            call(at);
        }
    }

    private void call(Instant at) {
        // Zipf's: the tenth tool has a tenth of the first one's calls.
        double pick = random.nextDouble() * 3.1;
        int tool = 0;
        for (double rest = pick - 1; rest > 0 && tool < TOOLS.size() - 1; rest -= 1.0 / (tool + 1)) {
            tool++;
        }
        if (random.nextInt(150) == 0) {
            add(event(at, EventType.TOOL_CALL, ResultStatus.DENIED, "crm__delete_contact", 0));
            return;
        }
        long bytes = (long) Math.exp(7.5 + random.nextGaussian() * 1.4);
        Instant seen = random.nextInt(400) == 0 ? at.minusMillis(1_500) : at;
        events.addAll(call(seen, TOOLS.get(tool), bytes));
    }

    private void add(AuditEvent event) {
        events.add(event);
    }

    /** A call's two rows. */
    static List<AuditEvent> call(Instant at, String tool, long bytes) {
        return List.of(
                event(at, EventType.TOOL_CALL_STARTED, ResultStatus.STARTED, tool, 0),
                event(at.plusMillis(40), EventType.TOOL_CALL, ResultStatus.SUCCESS, tool, bytes));
    }

    /** A call that the policy refuses. */
    static AuditEvent refused(TenantId tenant, Instant at) {
        return event(tenant, at, EventType.TOOL_CALL, ResultStatus.DENIED, "crm__delete_contact", 0, "jti");
    }

    static AuditEvent event(Instant at, EventType type, ResultStatus status, @Nullable String tool, long bytes) {
        return event(ACME, at, type, status, tool, bytes, "jti");
    }

    static AuditEvent event(
            TenantId tenant,
            Instant at,
            EventType type,
            ResultStatus status,
            @Nullable String tool,
            long bytes,
            @Nullable String token) {
        return new AuditEvent(
                at,
                tenant,
                "s-1",
                type,
                tool,
                null,
                status,
                -1,
                "4711 /usr/bin/claude",
                "c-" + tool,
                token,
                0,
                bytes,
                "said");
    }
}
