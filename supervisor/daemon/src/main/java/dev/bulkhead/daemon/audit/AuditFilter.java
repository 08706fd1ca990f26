package dev.bulkhead.daemon.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a stream are wanted; null and empty mean any.
 *
 * @param limit most rows: the first ones when {@code afterSeq} is given, else the newest ones; 0 for all
 * @param afterSeq rows behind this one only
 * @param beforeSeq rows before this one only
 * @param since from this moment on
 * @param until before this moment
 * @param tool the tool's whole name
 * @param status a wire name of {@link dev.bulkhead.daemon.tenant.ResultStatus}
 * @param session the session's id
 * @param host the file name of the program at the other end
 * @param types wire names of {@link dev.bulkhead.daemon.tenant.EventType}
 */
public record AuditFilter(
        int limit,
        @Nullable Long afterSeq,
        @Nullable Long beforeSeq,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String tool,
        @Nullable String status,
        @Nullable String session,
        @Nullable String host,
        Set<String> types) {

    /** Every row. */
    public static final AuditFilter ALL = newest(0);

    public AuditFilter {
        if (limit < 0) {
            throw new IllegalArgumentException("a limit of " + limit + " rows: use 1 or more, or 0 for all");
        }
        types = Set.copyOf(types);
    }

    /** The last {@code limit} rows. */
    public static AuditFilter newest(int limit) {
        return new AuditFilter(limit, null, null, null, null, null, null, null, null, Set.of());
    }

    /** Every row behind {@code seq}: what came since the last look. */
    public static AuditFilter after(long seq) {
        return after(seq, 0);
    }

    /** The first {@code limit} rows behind {@code seq}. */
    public static AuditFilter after(long seq, int limit) {
        return new AuditFilter(limit, seq, null, null, null, null, null, null, null, Set.of());
    }

    /** Every row of a span of time. */
    public static AuditFilter between(Instant since, Instant until) {
        return new AuditFilter(0, null, null, since, until, null, null, null, null, Set.of());
    }

    /** The same rows, but the newest {@code most} alone. */
    public AuditFilter atMost(int most) {
        return new AuditFilter(most, afterSeq, beforeSeq, since, until, tool, status, session, host, types);
    }

    /** Every row up to {@code seq}, itself included. */
    public static AuditFilter upTo(long seq) {
        return new AuditFilter(0, null, seq + 1, null, null, null, null, null, null, Set.of());
    }

    /** Returns the condition in SQL and, in {@code parameters}, its values. */
    String where(List<Object> parameters) {
        List<String> conditions = new ArrayList<>();
        add(conditions, parameters, "seq > ?", afterSeq);
        add(conditions, parameters, "seq < ?", beforeSeq);
        add(conditions, parameters, "timestamp >= ?", since == null ? null : since.toEpochMilli());
        add(conditions, parameters, "timestamp < ?", until == null ? null : until.toEpochMilli());
        add(conditions, parameters, "tool_name = ?", tool);
        add(conditions, parameters, "result_status = ?", status);
        add(conditions, parameters, "session_id = ?", session);
        // A peer is a process's number, a blank, and the name.
        add(conditions, parameters, "substr(peer, instr(peer, ' ') + 1) = ?", host);
        if (!types.isEmpty()) {
            conditions.add("event_type IN (" + "?,".repeat(types.size() - 1) + "?)");
            parameters.addAll(types);
        }
        return conditions.isEmpty() ? "1" : String.join(" AND ", conditions);
    }

    private static void add(
            List<String> conditions, List<Object> parameters, String condition, @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            parameters.add(value);
        }
    }
}
