package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.Durability;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tenant's append-only stream, open for writing. One process may have it open, once.
 *
 * <p>A row is committed when {@link #append} returns: it survives the end of this process in any way, and a power cut after at
 * most 200 ms, or at once with {@link Durability#POWER_LOSS}. Rows stand in the order in which they were appended, in the
 * segment of their time's quarter, but never in one before the newest. Safe for any thread; callers take turns.
 */
public final class AuditStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditStream.class);
    private static final long FLUSH_MILLIS = 200;

    private final Path folder;
    private final TenantId tenant;
    private final Rows rows;
    private final ScheduledExecutorService flusher;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final OpenCalls calls = new OpenCalls();

    /** Fair, so that a busy session cannot starve the row of another. It holds all fields below. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private Durability durability;
    private @Nullable Segment segment;
    private @Nullable Quarter quarter;
    private AuditHead head = AuditHead.NONE;
    private long settled;
    private boolean uncertain;
    private volatile boolean flushFailed;
    private boolean closed;

    private AuditStream(
            Path folder,
            TenantId tenant,
            Durability durability,
            Clock clock,
            RandomGenerator random,
            ScheduledExecutorService flusher) {
        this.folder = folder;
        this.tenant = tenant;
        this.durability = durability;
        this.rows = new Rows(clock, random);
        this.flusher = flusher;
    }

    /**
     * Opens or begins the stream of {@code tenant} in {@code folder}, and closes each call whose end the last process did not
     * live to record as {@link ResultStatus#LOST}.
     *
     * @param random for event ids, which are unique and no secret
     * @param flusher runs the flushes to disk; stays the caller's to end, after this stream
     * @throws IOException when the stream cannot be read to its end or written to
     */
    public static AuditStream open(
            Path folder,
            TenantId tenant,
            Durability durability,
            Clock clock,
            RandomGenerator random,
            ScheduledExecutorService flusher)
            throws IOException {
        AuditStream stream = new AuditStream(folder, tenant, durability, clock, random, flusher);
        stream.lock.lock();
        try {
            BulkheadHome.privateFolder(folder);
            stream.continueFromDisk();
            stream.closeLostCalls();
        } catch (SQLException | IOException e) {
            stream.closeSegment();
            throw stream.failure(e);
        } finally {
            stream.lock.unlock();
        }
        return stream;
    }

    /**
     * Commits {@code event} as the next row and returns its place.
     *
     * @throws IOException when it could not be committed; the stream stays usable, and the next call tries again
     */
    public long append(AuditEvent event) throws IOException {
        if (!event.tenant().equals(tenant)) {
            throw new IllegalArgumentException(
                    "an event of '" + event.tenant() + "' in the stream of '" + tenant + "'");
        }
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the audit of tenant '" + tenant + "' is closed");
            }
            if (flushFailed) {
                flushNow();
            }
            if (uncertain) {
                continueFromDisk();
            }
            return appendLocked(event);
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the newest row's place and hash. */
    public AuditHead head() {
        lock.lock();
        try {
            return head;
        } finally {
            lock.unlock();
        }
    }

    /** Changes what the rows from now on survive. */
    public void durability(Durability wanted) throws IOException {
        lock.lock();
        try {
            durability = wanted;
            if (segment != null) {
                segment.everyRowToDisk(wanted == Durability.POWER_LOSS);
            }
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            lock.unlock();
        }
    }

    /** Brings every row to the disk and closes the files. Calls that are open then are lost ones at the next opening. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                settle();
                if (segment != null) {
                    segment.sync();
                }
            }
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            closeSegment();
            lock.unlock();
        }
    }

    /** The connection that writes, for what tests do to it. */
    Connection connection() {
        lock.lock();
        try {
            return Objects.requireNonNull(segment).writer();
        } finally {
            lock.unlock();
        }
    }

    private long appendLocked(AuditEvent event) throws IOException, SQLException {
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
        if (dirty.compareAndSet(false, true)) {
            flushLater();
        }
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
    private void continueFromDisk() throws IOException, SQLException {
        SortedMap<Quarter, Path> segments = Segments.in(folder);
        if (!segments.isEmpty()) {
            Quarter newest = segments.lastKey();
            if (segment == null || uncertain) {
                // After some failures (a full disk) the driver leaves a statement of no use: begin with a new
                // connection.
                closeSegment();
                segment = Segment.open(folder.resolve(newest.fileName()), durability == Durability.POWER_LOSS);
                quarter = newest;
            }
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

    private void closeLostCalls() throws IOException, SQLException {
        for (OpenCalls.Start start : calls.all()) {
            appendLocked(new AuditEvent(
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

    private void settle() throws SQLException {
        long reached = calls.settled(head.seq());
        if (segment != null && !uncertain && reached > settled) {
            segment.settle(reached);
            settled = reached;
        }
    }

    private void flushLater() {
        try {
            flusher.schedule(this::flush, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The flusher was ended before this stream, against its contract: no row may wait for a flush that never
            // comes.
            dirty.set(false);
            flushFailed = true;
            LOG.error("tenant={} no flusher: every row of the audit now waits for the disk", tenant, e);
        }
    }

    private void flush() {
        Segment current;
        lock.lock();
        try {
            dirty.set(false);
            current = segment;
            settle();
        } catch (SQLException e) {
            flushFailed(e);
            return;
        } finally {
            lock.unlock();
        }
        try {
            if (current != null && current.sync()) {
                restartLog();
            }
        } catch (IOException | SQLException e) {
            flushFailed(e);
        }
    }

    private void restartLog() throws SQLException {
        lock.lock();
        try {
            if (segment != null) {
                segment.restartLog();
            }
        } finally {
            lock.unlock();
        }
    }

    /** From here on every row waits for a flush that works, and is refused when none does. */
    private void flushFailed(Exception e) {
        flushFailed = true;
        LOG.error("tenant={} the audit could not be brought to the disk: {}", tenant, e.getMessage(), e);
    }

    private void flushNow() throws IOException, SQLException {
        if (segment != null) {
            segment.sync();
        }
        flushFailed = false;
    }

    private void closeSegment() throws IOException {
        Segment open = segment;
        segment = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                throw failure(e);
            }
        }
    }

    private IOException failure(Exception e) {
        return new IOException(
                "the audit of tenant '" + tenant + "' in " + folder + " cannot be read or written: " + e.getMessage()
                        + "; look for free space, for the files' owner, and run: bulkhead audit verify " + tenant,
                e);
    }
}
