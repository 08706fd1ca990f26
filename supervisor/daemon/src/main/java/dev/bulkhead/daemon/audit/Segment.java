package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * One segment file open for writing.
 *
 * <p>{@link #insert} and {@link #settle} belong to the holder of the stream's lock. {@link #sync} may run beside them, over a
 * connection of its own, so that no row waits for the disk.
 */
final class Segment implements AutoCloseable {
    private static final int BUSY_MILLIS = 1_000;

    /** A log of more frames (4 KiB each) is started anew; readers that hold it back let it grow until they end. */
    private static final int MOST_LOG_FRAMES = 4_000;

    private final Path file;
    private final Connection writer;
    private final PreparedStatement insert;
    private final PreparedStatement insertPersonal;
    private final Object syncing = new Object();
    private final Connection syncer;
    private boolean closed;

    private Segment(Path file, Connection writer, Connection syncer) throws SQLException {
        this.file = file;
        this.writer = writer;
        this.syncer = syncer;
        this.insert = writer.prepareStatement(Schema.INSERT);
        this.insertPersonal = writer.prepareStatement(Schema.INSERT_PERSONAL);
    }

    /**
     * Creates the segment whole under another name and then moves it into place, so that a reader never meets half of one.
     *
     * @param after the last row of the segment before
     * @param peaks of the tree over all rows before
     * @param publicKey what rows are sealed to while the vault is locked, as a JWK
     * @param settled see {@link #settle}
     */
    static void create(
            Path file,
            TenantId tenant,
            Quarter quarter,
            AuditHead after,
            byte[] peaks,
            @Nullable String publicKey,
            long settled)
            throws IOException, SQLException {
        Path fresh = Path.of(file + ".new");
        Files.deleteIfExists(fresh);
        for (Path left : Segments.sideFiles(fresh)) {
            Files.deleteIfExists(left);
        }
        createPrivate(fresh);
        try (Connection connection = connect(fresh, SynchronousMode.FULL);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String table : Schema.TABLES) {
                statement.execute(table);
            }
            try (PreparedStatement meta = connection.prepareStatement("INSERT INTO meta VALUES (1,?,?,?,?,?,?,?)")) {
                meta.setInt(1, Schema.FORMAT);
                meta.setString(2, tenant.value());
                meta.setString(3, quarter.toString());
                meta.setLong(4, after.seq() + 1);
                meta.setBytes(5, HexFormat.of().parseHex(after.entryHash()));
                meta.setBytes(6, peaks);
                meta.setString(7, publicKey);
                meta.executeUpdate();
            }
            statement.execute("INSERT INTO settled VALUES (1, " + settled + ")");
            for (String trigger : Schema.TRIGGERS.values()) {
                statement.execute(trigger);
            }
            connection.commit();
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(file);
    }

    static Segment open(Path file, boolean everyRowToDisk) throws SQLException {
        Connection writer = connect(file, everyRowToDisk ? SynchronousMode.FULL : SynchronousMode.NORMAL);
        try {
            Connection syncer = connect(file, SynchronousMode.NORMAL);
            try (Statement statement = syncer.createStatement()) {
                // It works while the stream's lock is held: readers in its way are left alone, not waited for.
                statement.execute("PRAGMA busy_timeout = 0");
            }
            return new Segment(file, writer, syncer);
        } catch (SQLException e) {
            writer.close();
            throw e;
        }
    }

    /** The connection that writes, for what tests do to it. */
    Connection writer() {
        return writer;
    }

    Segments.Meta meta() throws SQLException {
        return Segments.meta(writer);
    }

    /** Returns the newest row, or what this segment continues when it has none. */
    AuditHead head() throws SQLException {
        Optional<AuditHead> head = Segments.head(writer);
        if (head.isPresent()) {
            return head.get();
        }
        return meta().before();
    }

    void everyRowToDisk(boolean full) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA synchronous = " + (full ? "FULL" : "NORMAL"));
        }
    }

    /**
     * Commits one row with what stands beside it. After an exception the row is not there, unless the failure was in the very
     * commit.
     */
    void insert(AuditEntry e) throws SQLException {
        Personal personal = e.personal();
        if (personal == null) {
            insertRow(e);
            return;
        }
        together(() -> {
            insertRow(e);
            insertPersonal(e.seq(), personal);
        });
    }

    /** Some statements that are committed as one. */
    private interface Work {
        void run() throws SQLException;
    }

    private void together(Work work) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                work.run();
                statement.execute("COMMIT");
            } catch (SQLException e) {
                try {
                    statement.execute("ROLLBACK");
                } catch (SQLException none) {
                    // SQLite has rolled back by itself.
                    e.addSuppressed(none);
                }
                throw e;
            }
        }
    }

    private void insertPersonal(long seq, Personal personal) throws SQLException {
        insertPersonal.setLong(1, seq);
        insertPersonal.setString(2, personal.subjectRef());
        insertPersonal.setBytes(3, HexFormat.of().parseHex(personal.salt()));
        insertPersonal.setString(4, personal.form());
        insertPersonal.setString(5, personal.content());
        insertPersonal.executeUpdate();
    }

    /** Commits checkpoints, the oldest first. */
    void insertCheckpoints(List<Checkpoints.Made> made) throws SQLException {
        together(() -> {
            try (PreparedStatement checkpoint = writer.prepareStatement(Schema.INSERT_CHECKPOINT)) {
                for (Checkpoints.Made one : made) {
                    checkpoint.setLong(1, one.size());
                    checkpoint.setString(2, one.note());
                    checkpoint.setBytes(3, one.peaks());
                    checkpoint.executeUpdate();
                }
            }
        });
    }

    MerkleTree tree() throws SQLException {
        return Segments.tree(writer);
    }

    private void insertRow(AuditEntry e) throws SQLException {
        insert.setLong(1, e.seq());
        insert.setString(2, e.eventId());
        insert.setLong(3, e.timestampMillis());
        insert.setString(4, e.tenantId());
        text(5, e.sessionId());
        insert.setString(6, e.eventType());
        text(7, e.toolName());
        text(8, e.argsHash());
        insert.setString(9, e.resultStatus());
        Long latency = e.latencyMicros();
        if (latency == null) {
            insert.setNull(10, Types.INTEGER);
        } else {
            insert.setLong(10, latency);
        }
        text(11, e.peer());
        text(12, e.callId());
        text(13, e.tokenId());
        insert.setLong(14, e.bytesIn());
        insert.setLong(15, e.bytesOut());
        String commitment = e.commitment();
        if (commitment == null) {
            insert.setNull(16, Types.BLOB);
        } else {
            insert.setBytes(16, HexFormat.of().parseHex(commitment));
        }
        insert.setBytes(17, HexFormat.of().parseHex(e.prevHash()));
        insert.setBytes(18, HexFormat.of().parseHex(e.entryHash()));
        insert.executeUpdate();
    }

    private void text(int column, @Nullable String value) throws SQLException {
        if (value == null) {
            insert.setNull(column, Types.VARCHAR);
        } else {
            insert.setString(column, value);
        }
    }

    /** Returns the row up to which every started call is known to have its end. */
    long settled() throws SQLException {
        try (Statement statement = writer.createStatement();
                ResultSet row = statement.executeQuery("SELECT seq FROM settled")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    void settle(long seq) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute("UPDATE settled SET seq = " + seq);
        }
    }

    /**
     * Brings every committed row to the disk and most of the log into the file.
     *
     * @return whether the log grew so long that {@link #restartLog} should be called
     */
    boolean sync() throws IOException, SQLException {
        synchronized (syncing) {
            if (closed) {
                return false;
            }
            if (!Files.exists(file)) {
                // Rows would go on into a file without a name, and be gone with this process.
                throw new IOException(file + " was removed while it was written to");
            }
            // A checkpoint that a reader holds back would not reach the newest frames. Opening the log by hand is safe,
            // the
            // file itself would lose SQLite's locks by it:
            // https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled
            Path log = Segments.sideFiles(file).getFirst();
            if (Files.exists(log)) {
                try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
                    channel.force(false);
                }
            }
            return checkpoint("PASSIVE") > MOST_LOG_FRAMES;
        }
    }

    /** Empties the log. The caller holds the stream's lock; readers of old rows are not waited for. */
    void restartLog() throws SQLException {
        synchronized (syncing) {
            if (!closed) {
                checkpoint("RESTART");
            }
        }
    }

    private int checkpoint(String mode) throws SQLException {
        try (Statement statement = syncer.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
            return result.next() ? result.getInt(2) : 0;
        }
    }

    @Override
    public void close() throws SQLException {
        synchronized (syncing) {
            closed = true;
            // The last connection to close brings the log into the file and removes it.
            try (writer;
                    syncer) {
                insert.close();
                insertPersonal.close();
            }
        }
    }

    /** Opens {@code file} for writing; nothing of the log goes into the file unless it is asked for. */
    static Connection connect(Path file, SynchronousMode synchronous) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(synchronous);
        config.setBusyTimeout(BUSY_MILLIS);
        // Else the driver asks for the row's number after each insert: a statement prepared, run and thrown away, a
        // sixth of the whole.
        config.setGetGeneratedKeys(false);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = 0");
        }
        return connection;
    }

    /** SQLite gives -wal and -shm the mode of the file. */
    private static void createPrivate(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    static void forceFolder(Path file) throws IOException {
        Path folder = file.getParent();
        // Windows cannot open a folder as a file, and needs no such step: NTFS keeps a journal of its folders.
        if (folder != null
                && folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
