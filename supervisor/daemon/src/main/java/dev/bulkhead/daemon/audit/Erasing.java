package dev.bulkhead.daemon.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.StateFile;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * Takes away what stands beside rows, from every file of one stream. What the stream itself says of it is on the disk before, and a mark in
 * the state lasts from before that to the end: whatever stops it in between, the next opening goes on with it. Until then every row
 * verifies, since one that is named may still have something beside it. Safe for any thread, but {@link #goOn}; one erasure at a time.
 */
final class Erasing {
    private static final Logger LOG = LoggerFactory.getLogger(Erasing.class);
    private static final String TRIGGER = "personal_no_delete";
    private static final Duration AGAIN = Duration.ofMillis(50);

    /** How long readers are waited for, per segment. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration PATIENCE_AT_THE_OPENING = Duration.ofSeconds(1);

    private final StreamPlace place;
    private final StateFile mark;
    private final ReentrantLock streamLock;
    private final InstantSource clock;
    private final Stream stream;

    /** The stream whose rows they are. Its lock is held for each of these. */
    interface Stream extends EventSink {
        AuditHead head();

        /** Brings all rows to the disk. */
        void flush() throws IOException, SQLException;
    }

    Erasing(StreamPlace place, ReentrantLock streamLock, InstantSource clock, Stream stream) {
        this.place = place;
        this.mark = new StateFile(place.erasing());
        this.streamLock = streamLock;
        this.clock = clock;
        this.stream = stream;
    }

    /**
     * Takes away for good what stands beside {@code rows}.
     *
     * @param peer who asks; of their executable's path only the file's name is kept: the path may name whom this is about
     * @param reason kept sealed; does not name them
     * @return how many segments were written anew
     * @throws IOException when it was not done to its end: a reader was in the way all the time, or the disk is full
     */
    synchronized int erase(PersonalRows rows, String peer, String reason) throws IOException {
        finish();
        record(rows, peer, reason);
        return finish();
    }

    /** Says in the stream what is going to be taken away. */
    void record(PersonalRows rows, String peer, String reason) throws IOException {
        streamLock.lock();
        try {
            BulkheadHome.privateFolder(Objects.requireNonNull(place.erasing().getParent()));
            mark.write(JsonNodeFactory.instance
                    .objectNode()
                    .put("after", stream.head().seq()));
            stream.record(event(EventType.ERASURE_ASKED, peer, reason));
            for (String event : rows.events()) {
                stream.record(event(EventType.PERSONAL_ERASED, peer, event));
            }
            stream.flush();
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            streamLock.unlock();
        }
    }

    private AuditEvent event(EventType type, String peer, String detail) {
        return AuditEvent.of(
                clock.instant(), place.tenant(), type, ResultStatus.SUCCESS, null, Rows.clear(peer), detail);
    }

    /**
     * Does what is left of one that was begun; nothing where none was.
     *
     * @return how many segments were written anew
     */
    synchronized int finish() throws IOException {
        try {
            return finish(PATIENCE);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** As {@link #finish}, at the opening: what cannot be done now keeps nobody from working, and is tried again. */
    void goOn() {
        try {
            if (Files.exists(place.erasing())) {
                LOG.warn("tenant={} an erasure was stopped: going on with it", place.tenant());
                finish(PATIENCE_AT_THE_OPENING);
            }
        } catch (IOException | SQLException e) {
            LOG.error("tenant={} an erasure that was stopped is not at its end: {}", place.tenant(), e.getMessage());
        }
    }

    synchronized int finish(Duration patience) throws IOException, SQLException {
        ObjectNode begun = mark.read();
        if (begun.isEmpty()) {
            return 0;
        }
        List<Path> segments = List.copyOf(Segments.in(place.folder()).values());
        List<PersonalRows.Range> ranges = named(segments, begun.path("after").asLong());
        int written = 0;
        for (Path segment : segments) {
            if (holds(segment, ranges)) {
                // No row may meet the newest one while it is written anew.
                Lock lock = segment.equals(segments.getLast()) ? streamLock : new ReentrantLock();
                wipe(segment, ranges, lock, patience);
                written++;
            }
        }
        Files.deleteIfExists(place.erasing());
        return written;
    }

    private IOException failure(SQLException e) {
        return new IOException(
                "the erasure in the audit of tenant '" + place.tenant() + "' is not at its end: " + e.getMessage()
                        + "; look for free space and ask for it again, or start the supervisor anew",
                e);
    }

    private static List<PersonalRows.Range> named(List<Path> segments, long after) throws SQLException {
        List<PersonalRows.Range> ranges = new ArrayList<>();
        for (Path segment : segments) {
            try (Connection connection = Segments.readOnly(segment);
                    PreparedStatement select =
                            connection.prepareStatement("SELECT seq, content FROM entry JOIN personal"
                                    + " USING (seq) WHERE seq > ? AND event_type = ? AND form = ?")) {
                select.setLong(1, after);
                select.setString(2, EventType.PERSONAL_ERASED.wireName());
                select.setString(3, Personal.JSON);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        ranges.addAll(Erasures.named(row.getString(2), row.getLong(1)));
                    }
                }
            }
        }
        return ranges;
    }

    private static boolean holds(Path segment, List<PersonalRows.Range> ranges) throws SQLException {
        try (Connection connection = Segments.readOnly(segment);
                PreparedStatement select = connection.prepareStatement(
                        "SELECT 1 FROM entry WHERE seq BETWEEN ? AND ? AND commitment IS NOT NULL LIMIT 1")) {
            for (PersonalRows.Range range : ranges) {
                select.setLong(1, range.from());
                select.setLong(2, range.to());
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static void wipe(Path segment, List<PersonalRows.Range> ranges, Lock lock, Duration patience)
            throws IOException, SQLException {
        try (Connection connection = Segment.connect(segment, SynchronousMode.FULL)) {
            lock.lock();
            try (Statement statement = connection.createStatement()) {
                // What is deleted is overwritten in its page. The copies that a page keeps of what SQLite once moved
                // within
                // it are not: for them the file is written anew.
                statement.execute("PRAGMA secure_delete = ON");
                delete(connection, statement, ranges);
                statement.execute("VACUUM");
            } finally {
                lock.unlock();
            }
            emptyLog(segment, connection, lock, patience);
        }
    }

    /** Other connections never see the segment without its trigger. */
    private static void delete(Connection connection, Statement statement, List<PersonalRows.Range> ranges)
            throws SQLException {
        statement.execute("BEGIN IMMEDIATE");
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM personal WHERE seq BETWEEN ? AND ?")) {
            statement.execute("DROP TRIGGER IF EXISTS " + TRIGGER);
            for (PersonalRows.Range range : ranges) {
                delete.setLong(1, range.from());
                delete.setLong(2, range.to());
                delete.executeUpdate();
            }
            statement.execute(Objects.requireNonNull(Schema.TRIGGERS.get(TRIGGER)));
            statement.execute("COMMIT");
        } catch (SQLException e) {
            statement.execute("ROLLBACK");
            throw e;
        }
    }

    /** The lock is held for each try alone: a reader that takes its time must not keep rows from being written. */
    private static void emptyLog(Path segment, Connection connection, Lock lock, Duration patience)
            throws IOException, SQLException {
        long began = System.nanoTime();
        while (true) {
            lock.lock();
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 0");
                try (ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
                    if (result.next() && result.getInt(1) == 0) {
                        return;
                    }
                }
            } finally {
                lock.unlock();
            }
            if (System.nanoTime() - began > patience.toNanos()) {
                throw new IOException("somebody keeps reading " + segment
                        + ", so that its log still holds what was erased: end that, then ask for the erasure again");
            }
            try {
                Thread.sleep(AGAIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the supervisor ends; the erasure goes on at its next start", e);
            }
        }
    }
}
