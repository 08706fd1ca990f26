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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
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
    private static final Duration CHECKPOINT_AFTER = Duration.ofMinutes(15);

    private final StreamPlace place;
    private final TenantId tenant;
    private final ScheduledExecutorService flusher;
    private final Sealing sealing;
    private final HeadCounter counter;
    private final Checkpoints checkpoints;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final AtomicBoolean checkpointing = new AtomicBoolean();
    private final AtomicBoolean waitsForTime = new AtomicBoolean();
    private final AtomicBoolean checkpointFailed = new AtomicBoolean();
    private final AtomicBoolean anchorFailed = new AtomicBoolean();
    private volatile Optional<Path> anchor = Optional.empty();

    /** Held while checkpoints are signed and written; taken before the lock below, never behind it. */
    private final Object signing = new Object();

    /** Fair, so that a busy session cannot starve the row of another. It holds the fields below. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final StreamEnd end;
    private boolean closed;
    private volatile boolean flushFailed;

    private AuditStream(Setup setup) {
        this.place = setup.place();
        this.tenant = place.tenant();
        this.flusher = setup.flusher();
        this.sealing = setup.sealing();
        this.counter = new HeadCounter(place.head(), setup.boot());
        this.checkpoints = new Checkpoints(
                Checkpoint.origin(tenant), setup.signer(), new NoteLog(place.checkpoints()), setup.clock());
        this.end = new StreamEnd(
                place, setup.durability(), new Rows(setup.clock(), setup.random()), sealing, counter, checkpoints);
    }

    /**
     * What a stream is opened with.
     *
     * @param random for event ids, which are unique and no secret
     * @param flusher runs the flushes to disk and the signing; stays the caller's to end, after this stream
     * @param sealing how what is personal is sealed
     * @param signer signs the checkpoints
     * @param boot which run of the machine this is
     */
    record Setup(
            StreamPlace place,
            Durability durability,
            Clock clock,
            RandomGenerator random,
            ScheduledExecutorService flusher,
            Sealing sealing,
            CheckpointSigner signer,
            String boot) {}

    /**
     * Opens or begins the stream, tells of what is odd about it, and closes each call whose end the last process did not live to
     * record as {@link ResultStatus#LOST}.
     *
     * @throws BrokenStreamException when it is not as it was written
     * @throws IOException when the stream cannot be read to its end or written to
     */
    static AuditStream open(Setup setup) throws IOException {
        return open(setup, Optional.empty());
    }

    /**
     * As {@link #open(Setup)}, and goes on behind the newest row that can be read, whatever is broken before it.
     *
     * @param acceptance the event that says so, its row the next one
     */
    static AuditStream openBroken(Setup setup, AuditEvent acceptance) throws IOException {
        return open(setup, Optional.of(acceptance));
    }

    private static AuditStream open(Setup setup, Optional<AuditEvent> acceptance) throws IOException {
        AuditStream stream = new AuditStream(setup);
        stream.lock.lock();
        try {
            BulkheadHome.privateFolder(setup.place().folder());
            BulkheadHome.privateFolder(
                    Objects.requireNonNull(setup.place().checkpoints().getParent()));
            stream.begin(
                    new OpeningCheck(setup.place(), setup.signer().verifierKey(), stream.counter).run(),
                    setup.clock(),
                    acceptance);
        } catch (BrokenStreamException e) {
            throw e;
        } catch (SQLException | IOException e) {
            throw stream.closedAfter(e);
        } finally {
            stream.lock.unlock();
        }
        return stream;
    }

    private void begin(OpeningCheck.Result check, Clock clock, Optional<AuditEvent> acceptance)
            throws IOException, SQLException {
        if (check.broken() != null && acceptance.isEmpty()) {
            throw new BrokenStreamException(tenant, check.broken());
        }
        end.continueFromDisk();
        checkpoints.begin(acceptance.isPresent() ? end.head().seq() : check.checkpoint());
        if (acceptance.isPresent()) {
            new AcceptedBreak(end.head(), clock.instant()).write(place.accepted());
            end.append(acceptance.get(), sealing.of(acceptance.get()));
        }
        for (OpeningCheck.Oddity odd : check.odd()) {
            AuditEvent event = AuditEvent.of(
                    clock.instant(), tenant, odd.type(), ResultStatus.ERROR, null, "supervisor", odd.sentence());
            end.append(event, sealing.of(event));
            LOG.warn("tenant={} {}", tenant, odd.sentence());
        }
        end.closeLostCalls();
        if (end.head().seq() > 0) {
            counter.write(end.head());
            end.takeCheckpoint();
            checkpointSoon();
        }
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
        Optional<Personal> personal = sealing.of(event);
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the audit of tenant '" + tenant + "' is closed");
            }
            if (flushFailed) {
                flushNow();
            }
            if (end.append(event, personal)) {
                checkpointSoon();
            } else if (waitsForTime.compareAndSet(false, true)) {
                later(this::checkpointByTime, CHECKPOINT_AFTER);
            }
            if (dirty.compareAndSet(false, true)) {
                flushLater();
            }
            return end.head().seq();
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
            return end.head();
        } finally {
            lock.unlock();
        }
    }

    /** Has checkpoints appended to this file too, from now on. */
    void anchor(Optional<Path> file) {
        anchor = file;
    }

    /** Changes what the rows from now on survive. */
    public void durability(Durability wanted) throws IOException {
        lock.lock();
        try {
            end.durability(wanted);
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            lock.unlock();
        }
    }

    /** Brings every row to the disk and closes the files. Calls that are open then are lost ones at the next opening. */
    @Override
    public void close() throws IOException {
        synchronized (signing) {
            lock.lock();
            try {
                if (!closed) {
                    closed = true;
                    end.settle();
                    flushNow();
                    end.takeCheckpoint();
                    end.keep(checkpoints.sign(checkpoints.due()));
                    flushNow();
                    end.close();
                    counter.close();
                    writeNotes();
                }
            } catch (SQLException | IOException e) {
                throw closedAfter(e);
            } finally {
                lock.unlock();
            }
        }
    }

    /** The connection that writes, for what tests do to it. */
    Connection connection() {
        lock.lock();
        try {
            return end.segment().orElseThrow().writer();
        } finally {
            lock.unlock();
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

    private void later(Runnable task, Duration delay) {
        try {
            flusher.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.error("tenant={} no flusher: the audit's next checkpoint is made when it is closed", tenant);
        }
    }

    private void checkpointSoon() {
        if (checkpointing.compareAndSet(false, true)) {
            later(this::checkpoint, Duration.ZERO);
        }
    }

    private void checkpointByTime() {
        waitsForTime.set(false);
        checkpointNow();
    }

    /** Makes a checkpoint of the newest row, and returns when it is signed and kept. */
    void checkpointNow() {
        lock.lock();
        try {
            if (!closed) {
                end.takeCheckpoint();
            }
        } finally {
            lock.unlock();
        }
        checkpoint();
    }

    /** Signs what is due, once its rows are on the disk: a checkpoint must not outlive a power cut that its rows do not. */
    private void checkpoint() {
        checkpointing.set(false);
        Optional<String> anchorProblem;
        synchronized (signing) {
            try {
                Optional<Segment> current;
                List<Checkpoints.Due> due;
                lock.lock();
                try {
                    current = closed ? Optional.empty() : end.segment();
                    due = checkpoints.due();
                } finally {
                    lock.unlock();
                }
                if (current.isEmpty()) {
                    return;
                }
                current.get().sync();
                List<Checkpoints.Made> made = checkpoints.sign(due);
                lock.lock();
                try {
                    if (!closed) {
                        end.keep(made);
                    }
                } finally {
                    lock.unlock();
                }
                anchorProblem = writeNotes();
                checkpointFailed.set(false);
            } catch (IOException | SQLException | RuntimeException e) {
                LOG.error("tenant={} a checkpoint of the audit could not be made: {}", tenant, e.getMessage(), e);
                if (checkpointFailed.compareAndSet(false, true)) {
                    tell(EventType.CHECKPOINT_FAILED, String.valueOf(e.getMessage()));
                }
                return;
            }
        }
        if (anchorProblem.isPresent() && anchorFailed.compareAndSet(false, true)) {
            tell(EventType.ANCHOR_FAILED, anchorProblem.get());
        }
    }

    private Optional<String> writeNotes() throws IOException {
        Optional<String> problem = checkpoints.write(anchor);
        if (problem.isEmpty()) {
            anchorFailed.set(false);
        }
        return problem;
    }

    private void tell(EventType type, String sentence) {
        LOG.error("tenant={} {}", tenant, sentence);
        try {
            append(AuditEvent.of(Instant.now(), tenant, type, ResultStatus.ERROR, null, "supervisor", sentence));
        } catch (IOException e) {
            LOG.error("tenant={} and the audit could not be told: {}", tenant, e.getMessage());
        }
    }

    private void flush() {
        Optional<Segment> current;
        AuditHead head;
        lock.lock();
        try {
            dirty.set(false);
            current = end.segment();
            head = end.head();
            end.settle();
        } catch (SQLException e) {
            flushFailed(e);
            return;
        } finally {
            lock.unlock();
        }
        try {
            if (current.isPresent() && current.get().sync()) {
                restartLog();
            }
            flushed(head);
        } catch (IOException | SQLException e) {
            flushFailed(e);
        }
    }

    private void flushed(AuditHead head) throws IOException {
        lock.lock();
        try {
            if (!closed) {
                counter.flushed(head.seq());
                counter.write(end.head());
            }
        } finally {
            lock.unlock();
        }
    }

    private void restartLog() throws SQLException {
        lock.lock();
        try {
            if (end.segment().isPresent()) {
                end.segment().get().restartLog();
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
        if (end.segment().isPresent()) {
            end.segment().get().sync();
            counter.flushed(end.head().seq());
            counter.write(end.head());
        }
        flushFailed = false;
    }

    private IOException closedAfter(Exception e) {
        IOException failure = failure(e);
        try {
            end.close();
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
        return failure;
    }

    private IOException failure(Exception e) {
        return new IOException(
                "the audit of tenant '" + tenant + "' in " + place.folder() + " cannot be read or written: "
                        + e.getMessage()
                        + "; look for free space, for the files' owner, and run: bulkhead audit verify " + tenant,
                e);
    }
}
