package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads of each row what one looks for it by, and no more: a few columns of those in clear, so that a million rows take seconds.
 * Goes on where the last reading ended, as long as the stream is still the one that was read. Never writes; safe for any thread.
 */
public final class ClearRows {
    private static final String SELECT =
            "SELECT seq, timestamp, event_type, tool_name, result_status, session_id, peer,"
                    + " CASE WHEN event_type IN ('" + EventType.TOOL_CALL_STARTED.wireName() + "', '"
                    + EventType.TOOL_CALL.wireName() + "') THEN call_id END FROM entry WHERE seq > ? ORDER BY seq";

    private final BulkheadHome home;

    public ClearRows(BulkheadHome home) {
        this.home = home;
    }

    /**
     * How far a stream was read.
     *
     * @param last the last row that was read
     * @param oldest the file name of the oldest segment then; "" where there was none
     */
    public record Mark(AuditHead last, String oldest) {
        /** Nothing was read yet. */
        public static final Mark NONE = new Mark(AuditHead.NONE, "");
    }

    /** Takes rows one by one. */
    @FunctionalInterface
    public interface Rows {
        /**
         * @param callId of the two rows of a call alone
         * @throws IOException to end the reading, for instance when whoever asked is gone
         */
        void row(
                long seq,
                long timestampMillis,
                String type,
                @Nullable String tool,
                String status,
                @Nullable String session,
                @Nullable String peer,
                @Nullable String callId)
                throws IOException;
    }

    /** Returns the place of the newest row; 0 where there is none. */
    public long newest(TenantId tenant) throws IOException {
        var segments = Segments.in(home.stream(tenant));
        if (segments.isEmpty()) {
            return 0;
        }
        try (Connection connection = Segments.readOnly(segments.lastEntry().getValue())) {
            return head(connection).seq();
        } catch (SQLException e) {
            throw Segments.unreadable(tenant, e);
        }
    }

    /**
     * Hands the rows behind {@code from} to {@code rows}, the newest last.
     *
     * @param after rows up to this one are left out, whatever {@code from} says
     * @return where to go on; empty, with nothing handed out, when what stands there now is not what was read before: then all of
     *     it has to be read anew
     */
    public Optional<Mark> read(TenantId tenant, Mark from, long after, Rows rows) throws IOException {
        List<Path> segments = List.copyOf(Segments.in(home.stream(tenant)).values());
        if (segments.isEmpty()) {
            return from.equals(Mark.NONE) ? Optional.of(from) : Optional.empty();
        }
        String oldest = String.valueOf(segments.getFirst().getFileName());
        try {
            if (!from.oldest().isEmpty() && !from.oldest().equals(oldest)) {
                return Optional.empty();
            }
            long behind = Math.max(after, from.last().seq());
            Deque<Path> needed = new ArrayDeque<>();
            if (!reaches(segments, behind, from.last(), needed)) {
                return Optional.empty();
            }
            AuditHead last = from.last();
            for (Path segment : needed) {
                last = read(segment, behind, last, rows);
            }
            return Optional.of(new Mark(last, oldest));
        } catch (SQLException e) {
            throw Segments.unreadable(tenant, e);
        }
    }

    /** Collects the segments that can have rows behind {@code behind}; returns whether {@code last} is still where it was. */
    private static boolean reaches(List<Path> segments, long behind, AuditHead last, Deque<Path> needed)
            throws SQLException {
        for (Path segment : segments.reversed()) {
            needed.addFirst(segment);
            try (Connection connection = Segments.readOnly(segment)) {
                Segments.Meta meta = Segments.meta(connection);
                if (meta.firstSeq() <= behind + 1) {
                    return last.seq() == 0
                            || (meta.firstSeq() == last.seq() + 1
                                            ? meta.firstPrevHash()
                                            : String.valueOf(Segments.hashOf(connection, last.seq())))
                                    .equals(last.entryHash());
                }
            }
        }
        return last.seq() == 0;
    }

    private static AuditHead read(Path segment, long behind, AuditHead before, Rows rows)
            throws IOException, SQLException {
        try (Connection connection = Segments.readOnly(segment)) {
            // One transaction: the last row's hash is that of the row that was handed out last.
            connection.setAutoCommit(false);
            try (PreparedStatement select = connection.prepareStatement(SELECT)) {
                select.setLong(1, behind);
                long last = 0;
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        last = row.getLong(1);
                        rows.row(
                                last,
                                row.getLong(2),
                                String.valueOf(row.getString(3)),
                                row.getString(4),
                                String.valueOf(row.getString(5)),
                                row.getString(6),
                                row.getString(7),
                                row.getString(8));
                    }
                }
                return last == 0
                        ? before
                        : new AuditHead(last, Objects.requireNonNull(Segments.hashOf(connection, last)));
            }
        }
    }

    private static AuditHead head(Connection connection) throws SQLException {
        Optional<AuditHead> head = Segments.head(connection);
        return head.isPresent() ? head.get() : Segments.meta(connection).before();
    }
}
