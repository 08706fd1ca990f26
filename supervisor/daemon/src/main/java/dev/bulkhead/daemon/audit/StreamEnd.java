package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.Durability;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The end of a stream, where rows are added: which segment that is, what the newest row is, which calls are open. Belongs to
 * the stream's lock.
 */
final class StreamEnd implements AutoCloseable {
    private final StreamPlace place;
    private final Rows rows;
    private final Sealing sealing;
    private final HeadCounter counter;
    private final Checkpoints checkpoints;
    private final OpenCalls calls = new OpenCalls();
    private Durability durability;
    private @Nullable Segment segment;
    private @Nullable Quarter quarter;
    private AuditHead head = AuditHead.NONE;
    private MerkleTree tree = new MerkleTree();
    private long settled;

    /** Whether the head counter does not know of the newest row yet. */
    private boolean isAhead;

    /** Whether the disk may hold something else than these fields say. */
    private boolean uncertain = true;

    StreamEnd(
            StreamPlace place,
            Durability durability,
            Rows rows,
            Sealing sealing,
            HeadCounter counter,
            Checkpoints checkpoints) {
        this.place = place;
        this.durability = durability;
        this.rows = rows;
        this.sealing = sealing;
        this.counter = counter;
        this.checkpoints = checkpoints;
    }

    AuditHead head() {
        return head;
    }

    /** Returns the newest segment; empty for a stream without rows. */
    Optional<Segment> segment() {
        return Optional.ofNullable(segment);
    }

    void durability(Durability wanted) throws SQLException {
        durability = wanted;
        if (segment != null) {
            segment.everyRowToDisk(wanted == Durability.POWER_LOSS);
        }
    }

    /**
     * Commits {@code event} as the next row; after a failure the next call begins with what is on disk. The caller owes a
     * {@link #followUp}.
     *
     * @param personal what is to stand beside it
     * @return whether a checkpoint is due by it
     */
    boolean commit(AuditEvent event, Optional<Personal> personal) throws IOException, SQLException {
        if (uncertain) {
            continueFromDisk();
            isAhead = head.seq() > 0;
        }
        if (checkpoints.unkept(head) >= Checkpoints.MOST_UNKEPT_ROWS) {
            throw new IOException("no checkpoint could be made of the last " + Checkpoints.MOST_UNKEPT_ROWS
                    + " rows: the log says why");
        }
        followUp();
        Segment into = segmentFor(event.timestamp());
        AuditEntry row = rows.after(head, event, personal.orElse(null));
        AuditHead next = new AuditHead(row.seq(), row.entryHash());
        uncertain = true;
        try {
            into.insert(row);
        } catch (SQLException e) {
            // A failure in the very commit may leave the row there. Then it counts: whoever reads the stream sees it.
            if (!into.head().equals(next)) {
                throw e;
            }
        }
        uncertain = false;
        head = next;
        isAhead = true;
        tree.add(HexFormat.of().parseHex(next.entryHash()));
        calls.note(row);
        return checkpoints.appended(head, tree, event.type());
    }

    /**
     * Has the head counter know of the newest row. It is one row behind at most: of one that is further behind, the next opening
     * says that somebody put an older one back.
     */
    void followUp() throws IOException {
        if (isAhead) {
            counter.write(head);
            isAhead = false;
        }
    }

    /** Takes down a checkpoint of what is there now; returns false where there is nothing new. */
    boolean takeCheckpoint() {
        return segment != null && !uncertain && checkpoints.take(head, tree);
    }

    /** Takes down a checkpoint of what is there now, which says that the rows up to {@code before} leave. */
    void takeBeginning(AuditHead before) {
        checkpoints.takeBeginning(head, tree, before);
    }

    /** Returns the row up to which every started call has its end. */
    long callsEnded() {
        return calls.settled(head.seq());
    }

    /** Commits what was signed; after the close nothing, since that has signed all. */
    void keep(List<Checkpoints.Made> made) throws SQLException {
        if (segment != null) {
            checkpoints.keep(segment, made);
        }
    }

    private Segment segmentFor(Instant time) throws IOException, SQLException {
        Quarter wanted = Quarter.of(time);
        Segment now = segment;
        if (now != null && quarter != null && quarter.compareTo(wanted) >= 0) {
            return now;
        }
        if (now != null) {
            // A new segment that outlived a power cut must not follow rows that did not.
            settle();
            now.sync();
            // Once a quarter the thread that appends signs itself: the old segment gets none later.
            takeCheckpoint();
            checkpoints.keep(now, checkpoints.sign(checkpoints.due()));
        }
        uncertain = true;
        if (now == null && !Segments.in(place.folder()).isEmpty()) {
            throw new IOException("somebody else has begun the stream meanwhile");
        }
        Path file = place.folder().resolve(wanted.fileName());
        Segment.create(
                file, place.tenant(), wanted, head, tree.peaks(), sealing.publicKey(), calls.settled(head.seq()));
        Segment next = Segment.open(file, durability == Durability.POWER_LOSS);
        segment = next;
        quarter = wanted;
        uncertain = false;
        if (now != null) {
            now.close();
        }
        return next;
    }

    /** Takes the head and the open calls from what is on disk: at the opening, and after a row that may or may not be there. */
    void continueFromDisk() throws IOException, SQLException {
        SortedMap<Quarter, Path> segments = Segments.in(place.folder());
        if (!segments.isEmpty()) {
            Quarter newest = segments.lastKey();
            // After some failures (a full disk) the driver leaves a statement of no use: begin with a new connection.
            close();
            segment = Segment.open(place.folder().resolve(newest.fileName()), durability == Durability.POWER_LOSS);
            quarter = newest;
            Segments.Meta meta = segment.meta();
            if (!meta.tenantId().equals(place.tenant().value())) {
                throw new IOException(newest.fileName() + " is of tenant '" + meta.tenantId() + "'");
            }
            sealing.otherwise(meta.publicKey());
            head = segment.head();
            tree = segment.tree();
            settled = segment.settled();
            calls.readFrom(List.copyOf(segments.values()), settled);
        }
        uncertain = false;
    }

    /** Gives each call whose end the last process did not live to record an end. */
    void closeLostCalls() throws IOException, SQLException {
        for (OpenCalls.Start start : calls.all()) {
            AuditEvent end = new AuditEvent(
                    rows.clock().instant(),
                    place.tenant(),
                    start.sessionId(),
                    EventType.TOOL_CALL,
                    start.toolName(),
                    start.argsHash(),
                    ResultStatus.LOST,
                    -1,
                    start.peer(),
                    start.callId(),
                    null,
                    0,
                    0,
                    "the supervisor ended before the call did: whether it took effect is not known");
            commit(end, sealing.of(end));
        }
        settle();
    }

    /** Moves the mark up to which every call has its end: a saving for the next opening, not a promise. */
    void settle() throws SQLException {
        long reached = calls.settled(head.seq());
        if (segment != null && !uncertain && reached > settled) {
            segment.settle(reached);
            settled = reached;
        }
    }

    @Override
    public void close() throws SQLException {
        Segment open = segment;
        segment = null;
        uncertain = true;
        if (open != null) {
            open.close();
        }
    }
}
