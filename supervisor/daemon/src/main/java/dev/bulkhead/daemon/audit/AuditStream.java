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

    private final Path folder;
    private final TenantId tenant;
    private final ScheduledExecutorService flusher;
    private final AtomicBoolean dirty = new AtomicBoolean();

    /** Fair, so that a busy session cannot starve the row of another. It holds the fields below. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final StreamEnd end;
    private boolean closed;
    private volatile boolean flushFailed;

    private AuditStream(Path folder, TenantId tenant, StreamEnd end, ScheduledExecutorService flusher) {
        this.folder = folder;
        this.tenant = tenant;
        this.end = end;
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
        StreamEnd end = new StreamEnd(folder, tenant, durability, new Rows(clock, random));
        AuditStream stream = new AuditStream(folder, tenant, end, flusher);
        stream.lock.lock();
        try {
            BulkheadHome.privateFolder(folder);
            end.continueFromDisk();
            end.closeLostCalls();
        } catch (SQLException | IOException e) {
            throw stream.closedAfter(e);
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
            long seq = end.append(event);
            if (dirty.compareAndSet(false, true)) {
                flushLater();
            }
            return seq;
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
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                end.settle();
                flushNow();
                end.close();
            }
        } catch (SQLException | IOException e) {
            throw closedAfter(e);
        } finally {
            lock.unlock();
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

    private void flush() {
        Optional<Segment> current;
        lock.lock();
        try {
            dirty.set(false);
            current = end.segment();
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
        } catch (IOException | SQLException e) {
            flushFailed(e);
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
                "the audit of tenant '" + tenant + "' in " + folder + " cannot be read or written: " + e.getMessage()
                        + "; look for free space, for the files' owner, and run: bulkhead audit verify " + tenant,
                e);
    }
}
