package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.Durability;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
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

    private final StreamPlace place;
    private final TenantId tenant;
    private final Sealing sealing;
    private final HeadCounter counter;
    private final Checkpoints checkpoints;

    /** Fair, so that a busy session cannot starve the row of another. It holds the fields below. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final StreamEnd end;
    private final Flushing flushing;
    private final Notary notary;
    private final Erasing erasing;
    private final Retaining retaining;
    private final Runnable followUp = this::followUp;
    private volatile Consumer<AuditEvent> ownEvents = event -> {};
    private boolean closed;

    private AuditStream(Setup setup) {
        this.place = setup.place();
        this.tenant = place.tenant();
        this.sealing = setup.sealing();
        this.counter = new HeadCounter(place.head(), setup.boot());
        this.checkpoints = new Checkpoints(
                Checkpoint.origin(tenant), setup.signer(), new NoteLog(place.checkpoints()), setup.clock());
        this.end = new StreamEnd(
                place, setup.durability(), new Rows(setup.clock(), setup.random()), sealing, counter, checkpoints);
        this.flushing = new Flushing(tenant, lock, end, counter, setup.flusher());
        this.notary = new Notary(tenant, lock, end, checkpoints, setup.flusher(), setup.clock(), event -> {
            append(event);
            ownEvents.accept(event);
        });
        OwnHands hands = new OwnHands();
        this.erasing = new Erasing(place, lock, setup.clock(), hands);
        this.retaining = new Retaining(place, setup.signer().verifierKey(), lock, setup.clock(), erasing, hands);
    }

    /** What erasing and retaining may do to this stream. */
    private final class OwnHands implements Retaining.Stream {
        @Override
        public AuditHead head() {
            return end.head();
        }

        @Override
        public void record(AuditEvent event) throws IOException {
            append(event);
        }

        @Override
        public void flush() throws IOException, SQLException {
            flushing.now();
        }

        @Override
        public void takeBeginning(AuditHead before) {
            end.takeBeginning(before);
        }

        @Override
        public void sign() {
            notary.now();
        }
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
        } catch (SQLException e) {
            throw Segments.isDamage(e) ? stream.brokenBy(e) : stream.closedAfter(e);
        } catch (IOException e) {
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
            end.commit(acceptance.get(), sealing.of(acceptance.get()));
        }
        for (OpeningCheck.Oddity odd : check.odd()) {
            AuditEvent event = AuditEvent.of(
                    clock.instant(), tenant, odd.type(), ResultStatus.ERROR, null, "supervisor", odd.sentence());
            end.commit(event, sealing.of(event));
            LOG.warn("tenant={} {}", tenant, odd.sentence());
        }
        end.closeLostCalls();
        erasing.goOn();
        retaining.goOn();
        if (end.head().seq() > 0) {
            counter.write(end.head());
            end.takeCheckpoint();
            notary.soon();
        }
    }

    /**
     * Commits {@code event} as the next row and returns its place.
     *
     * @throws IOException when it could not be committed; the stream stays usable, and the next call tries again
     */
    public long append(AuditEvent event) throws IOException {
        Optional<Personal> personal = personal(event);
        lock.lock();
        try {
            commit(event, personal);
            end.followUp();
            return end.head().seq();
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link #append}, and leaves to the caller what no reader of the rows waits for: the head counter, which is then a moment
     * behind them, as a kill between the two leaves it.
     *
     * @return what is left, for any thread
     */
    Runnable commit(AuditEvent event) throws IOException {
        Optional<Personal> personal = personal(event);
        lock.lock();
        try {
            commit(event, personal);
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            lock.unlock();
        }
        return followUp;
    }

    private Optional<Personal> personal(AuditEvent event) {
        if (!event.tenant().equals(tenant)) {
            throw new IllegalArgumentException(
                    "an event of '" + event.tenant() + "' in the stream of '" + tenant + "'");
        }
        return sealing.of(event);
    }

    private void commit(AuditEvent event, Optional<Personal> personal) throws IOException, SQLException {
        if (closed) {
            throw new IOException("the audit of tenant '" + tenant + "' is closed");
        }
        flushing.beforeRow();
        if (end.commit(event, personal)) {
            notary.soon();
        } else {
            notary.inTime();
        }
        // Not with what is left for later: a call may wait long for its server to take it, and its row not for the
        // disk.
        flushing.inTime();
    }

    /** After a failure the next row is refused, unless the counter can be written by then. */
    private void followUp() {
        lock.lock();
        try {
            if (!closed) {
                end.followUp();
            }
        } catch (IOException e) {
            LOG.error("tenant={} the newest row could not be noted outside of the audit: {}", tenant, e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /** Returns what takes away what stands beside rows of this stream. */
    Erasing erasing() {
        return erasing;
    }

    /** Returns what removes this stream's oldest segments. */
    Retaining retaining() {
        return retaining;
    }

    /** Returns the row up to which every started call has its end. */
    long callsEnded() {
        lock.lock();
        try {
            return end.callsEnded();
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

    /** Makes a checkpoint of the newest row, and returns when it is signed and kept. */
    void checkpointNow() {
        notary.now();
    }

    /** Tells {@code listener} what the stream records of itself, once it is recorded. */
    void onOwnEvents(Consumer<AuditEvent> listener) {
        ownEvents = listener;
    }

    /** Has checkpoints appended to this file too, from now on. */
    void anchor(Optional<Path> file) {
        notary.anchor(file);
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

    /** Copies all of this stream to {@code to}, as it is between two rows; rows wait meanwhile. */
    void copy(StreamPlace to) throws IOException {
        lock.lock();
        try {
            StreamCopy.copy(place, to);
        } finally {
            lock.unlock();
        }
    }

    /** Brings every row to the disk and closes the files. Calls that are open then are lost ones at the next opening. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            flushing.stop();
            end.settle();
            flushing.now();
            notary.last();
            flushing.now();
            end.close();
            counter.close();
        } catch (SQLException | IOException e) {
            throw closedAfter(e);
        } finally {
            lock.unlock();
        }
        notary.write();
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

    private BrokenStreamException brokenBy(SQLException e) {
        IOException failure = closedAfter(e);
        BrokenStreamException broken = new BrokenStreamException(
                tenant, new Break(end.head().seq() + 1, Break.Kind.UNREADABLE, String.valueOf(e.getMessage())));
        broken.initCause(failure);
        return broken;
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
