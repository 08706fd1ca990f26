package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/** The segment files of one stream's folder, and how they are read. Stateless. */
final class Segments {
    /** What a segment says of itself. */
    record Meta(
            String tenantId,
            String segment,
            long firstSeq,
            String firstPrevHash,
            byte[] firstPeaks,
            @Nullable String publicKey) {
        /** The last row of the segment before. */
        AuditHead before() {
            return new AuditHead(firstSeq - 1, firstPrevHash);
        }
    }

    private Segments() {}

    /** Returns the segments in {@code folder} from the oldest to the newest; none when there is no folder. */
    static SortedMap<Quarter, Path> in(Path folder) throws IOException {
        SortedMap<Quarter, Path> segments = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Optional<Quarter> quarter = Quarter.ofFile(String.valueOf(file.getFileName()));
                    quarter.ifPresent(q -> segments.put(q, file));
                }
            }
        }
        return segments;
    }

    /** Opens {@code file} so that nothing of this connection can write to it. */
    static Connection readOnly(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(5_000);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /** @throws SQLException also when the file is of another format, with a sentence that says so */
    static Meta meta(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT format FROM meta")) {
                if (!row.next()) {
                    throw new SQLException("the table meta is empty");
                }
                if (row.getInt(1) != Schema.FORMAT) {
                    throw new SQLException("the file is of format " + row.getInt(1) + ", this version knows format "
                            + Schema.FORMAT + " alone");
                }
            }
            try (ResultSet row = statement.executeQuery(
                    "SELECT tenant_id, segment, first_seq, first_prev_hash," + " first_peaks, public_key FROM meta")) {
                row.next();
                byte[] peaks = row.getBytes(5);
                if (row.getLong(3) < 1
                        || peaks == null
                        || peaks.length != Long.bitCount(row.getLong(3) - 1) * EntryHash.BYTES) {
                    throw new SQLException("the table meta holds what cannot be");
                }
                return new Meta(text(row, 1), text(row, 2), row.getLong(3), hash(row, 4), peaks, row.getString(6));
            }
        }
    }

    /** Returns the hash of the row {@code seq}, or null where it is not in this segment. */
    static @Nullable String hashOf(Connection connection, long seq) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT entry_hash FROM entry WHERE seq = ?")) {
            select.setLong(1, seq);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? hash(row, 1) : null;
            }
        }
    }

    /** Returns the newest row's place and hash, or empty for a segment without rows. */
    static Optional<AuditHead> head(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT seq, entry_hash FROM entry ORDER BY seq DESC LIMIT 1");
                ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(new AuditHead(row.getLong(1), hash(row, 2))) : Optional.empty();
        }
    }

    /** Returns the tree over all rows up to the newest: from the last checkpoint on, whose peaks are taken as they are. */
    static MerkleTree tree(Connection connection) throws SQLException {
        Segments.Meta meta = meta(connection);
        MerkleTree tree = MerkleTree.of(meta.firstSeq() - 1, meta.firstPeaks());
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT size, peaks FROM checkpoint WHERE size <= (SELECT max(seq)"
                                + " FROM entry) ORDER BY size DESC LIMIT 1")) {
            if (row.next()) {
                byte[] peaks = row.getBytes(2);
                if (peaks.length == Long.bitCount(row.getLong(1)) * EntryHash.BYTES) {
                    tree = MerkleTree.of(row.getLong(1), peaks);
                }
            }
        }
        try (PreparedStatement select =
                connection.prepareStatement("SELECT entry_hash FROM entry WHERE seq > ? ORDER BY seq")) {
            select.setLong(1, tree.size());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    tree.add(row.getBytes(1));
                }
            }
        }
        return tree;
    }

    /** Reads the row that {@code row} stands on: {@link Schema#COLUMNS}, then {@link Schema#PERSONAL_COLUMNS}. */
    static AuditEntry entry(ResultSet row) throws SQLException {
        byte[] commitment = row.getBytes(16);
        return new AuditEntry(
                row.getLong(1),
                text(row, 2),
                row.getLong(3),
                text(row, 4),
                row.getString(5),
                text(row, 6),
                row.getString(7),
                row.getString(8),
                text(row, 9),
                number(row, 10),
                row.getString(11),
                row.getString(12),
                row.getString(13),
                row.getLong(14),
                row.getLong(15),
                commitment == null ? null : HexFormat.of().formatHex(commitment),
                hash(row, 17),
                hash(row, 18),
                row.getString(22) == null
                        ? null
                        : new Personal(row.getString(19), hash(row, 20), text(row, 21), text(row, 22)));
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String value = row.getString(column);
        if (value == null) {
            throw new SQLException("column " + column + " is null");
        }
        return value;
    }

    private static String hash(ResultSet row, int column) throws SQLException {
        byte[] value = row.getBytes(column);
        if (value == null || value.length != 32) {
            throw new SQLException("column " + column + " holds no hash");
        }
        return HexFormat.of().formatHex(value);
    }

    /** What is told where a stream cannot be read. */
    static IOException unreadable(TenantId tenant, SQLException e) {
        return new IOException("the audit of tenant '" + tenant + "' cannot be read: " + e.getMessage(), e);
    }

    /** Whether the file is not what SQLite wrote, rather than out of reach for now: https://www.sqlite.org/rescode.html */
    static boolean isDamage(SQLException e) {
        int code = e.getErrorCode() & 0xff;
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    static List<Path> sideFiles(Path file) {
        return List.of(Path.of(file + "-wal"), Path.of(file + "-shm"), Path.of(file + "-journal"));
    }
}
