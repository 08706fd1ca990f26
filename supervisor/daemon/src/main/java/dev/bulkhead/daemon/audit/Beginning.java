package dev.bulkhead.daemon.audit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What says that a stream may begin later than with row 1: a row {@code segments_removed}, and the signed checkpoint of just that row
 * which names the same beginning. The one is in the chain and says when and why; the other nobody can make who has not the key. One thread.
 */
final class Beginning {
    private static final Logger LOG = LoggerFactory.getLogger(Beginning.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A row that says that the rows up to {@code last} leave. */
    private record Removal(long by, long last, Instant time) {}

    private final Map<Long, AuditHead> confirmed = new HashMap<>();
    private final List<Removal> removals = new ArrayList<>();
    private long before;

    /** The first row that is there follows the row {@code seq}. */
    void begins(long seq) {
        before = seq;
    }

    /** Takes what a checkpoint of ours says of the beginning. */
    void confirmed(Checkpoint checkpoint) {
        AuditHead left = checkpoint.before();
        if (left != null) {
            confirmed.put(checkpoint.size(), left);
        }
    }

    /** Takes what the row {@code by} says; what cannot be read says nothing. */
    void removed(String content, long by, long millis) {
        try {
            removals.add(new Removal(by, JSON.readTree(content).path("last").asLong(), Instant.ofEpochMilli(millis)));
        } catch (JacksonException e) {
            LOG.debug("row {} names no rows that were removed: {}", by, e.getMessage());
        }
    }

    private boolean isConfirmed(Removal removal) {
        AuditHead left = confirmed.get(removal.by());
        return left != null && left.seq() == removal.last();
    }

    /** Returns what is wrong with where the stream begins, once every row was seen; null where it may begin there. */
    @Nullable
    Break judge() {
        // One that was stopped before it was signed stands behind the one that the stream begins by.
        long last = removals.stream()
                .filter(this::isConfirmed)
                .mapToLong(Removal::last)
                .max()
                .orElse(0);
        return before <= last ? null : gone(last, before);
    }

    /** Returns what is to be told of the beginning. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (Removal removal : removals) {
            String by = removal.time().atOffset(ZoneOffset.UTC).toLocalDate() + ", as row " + removal.by() + " says";
            if (removal.last() == before && isConfirmed(removal)) {
                notes.add("the rows 1 to " + before + " were removed by retention on " + by);
            } else if (removal.last() > before) {
                notes.add("the rows " + (before + 1) + " to " + removal.last()
                        + " are there, though they were to be removed by retention on " + by
                        + ": it was stopped, or somebody has put them back");
            }
        }
        return notes;
    }

    /** Returns what is wrong where the rows behind {@code last} and up to {@code before} are missing. */
    private static Break gone(long last, long before) {
        return new Break(
                last + 1,
                Break.Kind.REMOVED,
                "the rows " + (last + 1) + " to " + before
                        + " are gone with their file, and no signed checkpoint says that" + " retention removed them");
    }

    /**
     * The quick look: whether a stream may begin where it does, for all that signed checkpoints say.
     *
     * @return what is wrong, or null
     */
    static @Nullable Break atTheOpening(StreamPlace place, VerifierKey key, Collection<Path> segments)
            throws IOException {
        if (segments.isEmpty()) {
            return null;
        }
        Path file = segments.iterator().next();
        long before;
        try (Connection oldest = Segments.readOnly(file)) {
            before = Segments.meta(oldest).firstSeq() - 1;
        } catch (SQLException e) {
            return new Break(1, Break.Kind.UNREADABLE, file.getFileName() + ": " + e.getMessage());
        }
        long last = before == 0 ? 0 : newestConfirmed(place, key, segments);
        return before <= last ? null : gone(last, before);
    }

    /** Returns up to which row signed checkpoints let rows leave; 0 where none does. */
    static long newestConfirmed(StreamPlace place, VerifierKey key, Collection<Path> segments) throws IOException {
        long[] last = {0};
        NoteLog.Reader reader = note -> {
            AuditHead left = note.checkpoint().before();
            if (left != null
                    && left.seq() > last[0]
                    && note.checkpoint().origin().equals(key.name())
                    && note.by(key) == Checkpoint.Signature.GOOD) {
                last[0] = left.seq();
            }
        };
        for (Path segment : segments) {
            try (Connection connection = Segments.readOnly(segment);
                    Statement select = connection.createStatement();
                    ResultSet row = select.executeQuery(
                            "SELECT note FROM checkpoint WHERE instr(note, char(10) || 'begins ') > 0")) {
                while (row.next()) {
                    Checkpoint.parse(row.getString(1)).ifPresent(reader::note);
                }
            } catch (SQLException e) {
                LOG.warn("{} says nothing of where the stream begins: {}", segment, e.getMessage());
            }
        }
        new NoteLog(place.checkpoints()).read(reader);
        return last[0];
    }
}
