package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.EventType;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one stream that have a start and no end yet, the oldest first.
 *
 * <p>Found again after a crash by reading the rows behind the {@code settled} mark, from whatever segment they stand in. The
 * mark is moved now and then behind the rows, never before them: what is lost of it costs time at the next start, no row.
 * A row therefore pays nothing for it, as it would for an index or a table of its own. Belongs to the stream's lock.
 */
final class OpenCalls {
    private static final String STARTED = EventType.TOOL_CALL_STARTED.wireName();
    private static final String ENDED = EventType.TOOL_CALL.wireName();

    /** What the start of a call says, as far as its end must repeat it. */
    record Start(
            long seq,
            String callId,
            @Nullable String sessionId,
            @Nullable String toolName,
            @Nullable String argsHash,
            @Nullable String peer) {}

    private final Map<String, Start> starts = new LinkedHashMap<>();

    /** Takes note of a row that was appended or read. */
    void note(AuditEntry row) {
        note(row.eventType(), row.seq(), row.callId(), row.sessionId(), row.toolName(), row.argsHash(), row.peer());
    }

    private void note(
            String type,
            long seq,
            @Nullable String callId,
            @Nullable String sessionId,
            @Nullable String toolName,
            @Nullable String argsHash,
            @Nullable String peer) {
        if (callId == null) {
            return;
        }
        if (type.equals(STARTED)) {
            starts.putIfAbsent(callId, new Start(seq, callId, sessionId, toolName, argsHash, peer));
        } else if (type.equals(ENDED)) {
            starts.remove(callId);
        }
    }

    List<Start> all() {
        return List.copyOf(starts.values());
    }

    /** Returns the row up to which no call is open, when {@code head} is the newest. */
    long settled(long head) {
        return starts.isEmpty() ? head : starts.values().iterator().next().seq() - 1;
    }

    /** Starts anew with what the rows behind {@code settled} say; {@code segments} from the oldest to the newest. */
    void readFrom(List<Path> segments, long settled) throws IOException, SQLException {
        starts.clear();
        Deque<Path> needed = new ArrayDeque<>();
        for (Path segment : segments.reversed()) {
            needed.addFirst(segment);
            try (Connection connection = Segments.readOnly(segment)) {
                if (Segments.meta(connection).firstSeq() <= settled + 1) {
                    break;
                }
            }
        }
        for (Path segment : needed) {
            try (Connection connection = Segments.readOnly(segment)) {
                read(connection, settled);
            }
        }
    }

    private void read(Connection connection, long settled) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT event_type, seq, call_id, session_id, tool_name, args_hash, peer FROM entry WHERE seq > ?"
                        + " AND event_type IN ('" + STARTED + "', '" + ENDED + "') ORDER BY seq")) {
            select.setLong(1, settled);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    note(
                            row.getString(1),
                            row.getLong(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6),
                            row.getString(7));
                }
            }
        }
    }
}
