package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.Durability;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The end of a stream, where rows are added: which segment that is, what the newest row is, which calls are open. Belongs to
 * the stream's lock.
 */
final class StreamEnd implements AutoCloseable {
    private final Path folder;
    private final TenantId tenant;
    private final Rows rows;
    private final OpenCalls calls = new OpenCalls();
    private Durability durability;
    private @Nullable Segment segment;
    private @Nullable Quarter quarter;
    private AuditHead head = AuditHead.NONE;
    private long settled;

    /** Whether the disk may hold something else than these fields say. */
    private boolean uncertain = true;

    StreamEnd(Path folder, TenantId tenant, Durability durability, Rows rows) {
        this.folder = folder;
        this.tenant = tenant;
        this.durability = durability;
        this.rows = rows;
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

    /** Commits {@code event} as the next row; after a failure the next call begins with what is on disk. */
    long append(AuditEvent event) throws IOException, SQLException {
        if (uncertain) {
            continueFromDisk();
        }
        Segment into = segmentFor(event.timestamp());
        AuditEntry row = rows.after(head, event);
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
        calls.note(row);
        return row.seq();
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
        }
        uncertain = true;
        Path file = folder.resolve(wanted.fileName());
        Segment.create(file, tenant, wanted, head, calls.settled(head.seq()));
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
        SortedMap<Quarter, Path> segments = Segments.in(folder);
        if (!segments.isEmpty()) {
            Quarter newest = segments.lastKey();
            // After some failures (a full disk) the driver leaves a statement of no use: begin with a new connection.
            close();
            segment = Segment.open(folder.resolve(newest.fileName()), durability == Durability.POWER_LOSS);
            quarter = newest;
            Segments.Meta meta = segment.meta();
            if (meta.format() != Schema.FORMAT || !meta.tenantId().equals(tenant.value())) {
                throw new IOException(newest.fileName() + " is format " + meta.format() + " of tenant '"
                        + meta.tenantId() + "', expected was format " + Schema.FORMAT + " of '" + tenant + "'");
            }
            head = segment.head();
            settled = segment.settled();
            calls.readFrom(List.copyOf(segments.values()), settled);
        }
        uncertain = false;
    }

    /** Gives each call whose end the last process did not live to record an end. */
    void closeLostCalls() throws IOException, SQLException {
        for (OpenCalls.Start start : calls.all()) {
            append(new AuditEvent(
                    rows.clock().instant(),
                    tenant,
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
                    "the supervisor ended before the call did: whether it took effect is not known"));
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
