package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Reads the streams of one home from disk, beside whoever writes them. Never writes; safe for any thread; each call opens
 * connections of its own and sees each segment as it was at one moment.
 */
public final class AuditReader {
    private final BulkheadHome home;

    public AuditReader(BulkheadHome home) {
        this.home = home;
    }

    /** Takes rows one by one. */
    @FunctionalInterface
    public interface RowConsumer {
        /** @throws IOException to end the reading, for instance when whoever asked is gone */
        void accept(AuditEntry row) throws IOException;
    }

    /** Hands the rows that {@code filter} wants to {@code consumer}, the newest last, holding one at a time. */
    public void list(TenantId tenant, AuditFilter filter, RowConsumer consumer) throws IOException {
        List<Path> segments = List.copyOf(Segments.in(home.stream(tenant)).values());
        List<Object> parameters = new ArrayList<>();
        String where = filter.where(parameters);
        try {
            if (filter.limit() > 0 && filter.afterSeq() == null) {
                parameters.addFirst(oldestOfTheNewest(segments, where, parameters, filter.limit()));
                where = "seq >= ? AND " + where;
            }
            int left = filter.limit() == 0 ? Integer.MAX_VALUE : filter.limit();
            for (Path segment : segments) {
                if (left > 0) {
                    left -= read(segment, where, parameters, left, consumer);
                }
            }
        } catch (SQLException e) {
            throw Segments.unreadable(tenant, e);
        }
    }

    /**
     * What is not there any more, since it was too old.
     *
     * @param rows how many
     * @param before the time of the first row that is there
     */
    public record Removed(long rows, Instant before) {}

    /** Returns which rows have left; empty where the stream begins with its first one. */
    public Optional<Removed> removed(TenantId tenant) throws IOException {
        SortedMap<Quarter, Path> segments = Segments.in(home.stream(tenant));
        if (segments.isEmpty()) {
            return Optional.empty();
        }
        try (Connection connection = Segments.readOnly(segments.firstEntry().getValue());
                Statement select = connection.createStatement()) {
            long before = Segments.meta(connection).firstSeq() - 1;
            try (ResultSet row = select.executeQuery("SELECT timestamp FROM entry ORDER BY seq LIMIT 1")) {
                return before == 0 || !row.next()
                        ? Optional.empty()
                        : Optional.of(new Removed(before, Instant.ofEpochMilli(row.getLong(1))));
            }
        } catch (SQLException e) {
            throw Segments.unreadable(tenant, e);
        }
    }

    /** Returns the first row of each segment. */
    NavigableSet<Long> firstRows(TenantId tenant) throws IOException {
        NavigableSet<Long> rows = new TreeSet<>();
        for (Path segment : Segments.in(home.stream(tenant)).values()) {
            try (Connection connection = Segments.readOnly(segment)) {
                rows.add(Segments.meta(connection).firstSeq());
            } catch (SQLException e) {
                throw Segments.unreadable(tenant, e);
            }
        }
        return rows;
    }

    /** Returns what proves rows to be in the stream, of all rows that are there now. */
    public InclusionProofs proofs(TenantId tenant) throws IOException {
        InclusionProofs proofs = null;
        for (Path segment : Segments.in(home.stream(tenant)).values()) {
            try (Connection connection = Segments.readOnly(segment);
                    Statement select = connection.createStatement()) {
                Segments.Meta meta = Segments.meta(connection);
                if (proofs == null) {
                    proofs = new InclusionProofs(meta.firstSeq() - 1, meta.firstPeaks());
                }
                try (ResultSet row = select.executeQuery("SELECT entry_hash FROM entry ORDER BY seq")) {
                    while (row.next()) {
                        proofs.add(row.getBytes(1));
                    }
                }
            } catch (SQLException e) {
                throw Segments.unreadable(tenant, e);
            }
        }
        return proofs == null ? new InclusionProofs(0, new byte[0]) : proofs;
    }

    /** Returns every checkpoint of the stream, one note behind the other, as the state keeps them. */
    public String checkpoints(TenantId tenant) throws IOException {
        Path log = StreamPlace.of(home, tenant).checkpoints();
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** Returns the newest checkpoint; empty before there is one. */
    public Optional<Checkpoint.Signed> newestCheckpoint(TenantId tenant) throws IOException {
        return new NoteLog(StreamPlace.of(home, tenant).checkpoints()).last();
    }

    /**
     * Copies the segments that can hold rows of {@code month} into {@code folder}, each whole and as it is at one moment.
     *
     * @return the copies, under the segments' own names
     */
    public List<Path> copies(TenantId tenant, YearMonth month, Path folder) throws IOException {
        Quarter first = Quarter.of(month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant());
        List<Path> copies = new ArrayList<>();
        for (Path segment : Segments.in(home.stream(tenant)).tailMap(first).values()) {
            Path copy = folder.resolve(segment.getFileName());
            if (!StreamCopy.whole(segment, copy)) {
                throw new IOException(segment.getFileName() + " cannot be copied: SQLite cannot read it");
            }
            copies.add(copy);
        }
        return copies;
    }

    /** Returns the timestamps of checkpoints that end with {@code from} or a later row: each response with its note. */
    public List<Path> timestamps(TenantId tenant, long from) throws IOException {
        return new Timestamps(StreamPlace.of(home, tenant).timestamps()).filesBehind(from - 1);
    }

    /** Returns the last {@code n} rows, the newest last. */
    public List<AuditEntry> tail(TenantId tenant, int n) throws IOException {
        List<AuditEntry> rows = new ArrayList<>();
        list(tenant, AuditFilter.newest(n), rows::add);
        return rows;
    }

    /** Finds where the newest {@code limit} rows begin, from the newest segment back. */
    private static long oldestOfTheNewest(List<Path> segments, String where, List<Object> parameters, int limit)
            throws SQLException {
        long oldest = Long.MAX_VALUE;
        int left = limit;
        for (Path segment : segments.reversed()) {
            try (Connection connection = Segments.readOnly(segment);
                    PreparedStatement select = connection.prepareStatement("SELECT count(*), min(seq) FROM"
                            + " (SELECT seq FROM entry WHERE " + where + " ORDER BY seq DESC LIMIT " + left + ")")) {
                bind(select, parameters);
                try (ResultSet row = select.executeQuery()) {
                    if (row.next() && row.getInt(1) > 0) {
                        left -= row.getInt(1);
                        oldest = row.getLong(2);
                    }
                }
            }
            if (left == 0) {
                break;
            }
        }
        return oldest;
    }

    private static int read(Path segment, String where, List<Object> parameters, int limit, RowConsumer consumer)
            throws IOException, SQLException {
        int count = 0;
        if (!Files.exists(segment)) {
            // It was too old, and left since the folder was listed.
            return 0;
        }
        try (Connection connection = Segments.readOnly(segment);
                PreparedStatement select = connection.prepareStatement("SELECT " + Schema.COLUMNS + ", "
                        + Schema.PERSONAL_COLUMNS + " FROM entry LEFT JOIN personal USING (seq)" + " WHERE " + where
                        + " ORDER BY seq LIMIT " + limit)) {
            bind(select, parameters);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    consumer.accept(Segments.entry(row));
                    count++;
                }
            }
        }
        return count;
    }

    private static void bind(PreparedStatement statement, List<Object> parameters) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            statement.setObject(i + 1, parameters.get(i));
        }
    }
}
