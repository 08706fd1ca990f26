package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one stream's rows to the disk, on the flusher's thread: no row waits for the disk as long as that works. All that the
 * stream calls belongs to its lock.
 */
final class Flushing {
    private static final Logger LOG = LoggerFactory.getLogger(Flushing.class);
    private static final long FLUSH_MILLIS = 200;

    private final TenantId tenant;
    private final ReentrantLock streamLock;
    private final StreamEnd end;
    private final HeadCounter counter;
    private final ScheduledExecutorService flusher;
    private final AtomicBoolean dirty = new AtomicBoolean();
    private volatile boolean failed;

    /** Guarded by the stream's lock. */
    private boolean over;

    Flushing(
            TenantId tenant,
            ReentrantLock streamLock,
            StreamEnd end,
            HeadCounter counter,
            ScheduledExecutorService flusher) {
        this.tenant = tenant;
        this.streamLock = streamLock;
        this.end = end;
        this.counter = counter;
        this.flusher = flusher;
    }

    /** A row is about to be committed: once a flush has failed, it waits for one that works. */
    void beforeRow() throws IOException, SQLException {
        if (failed) {
            now();
        }
    }

    /** There is a new row, which is flushed in time. Never waits. */
    void inTime() {
        if (dirty.compareAndSet(false, true)) {
            later();
        }
    }

    /** Flushes on the caller's thread. */
    void now() throws IOException, SQLException {
        if (end.segment().isPresent()) {
            end.segment().get().sync();
            counter.flushed(end.head().seq());
            counter.write(end.head());
        }
        failed = false;
    }

    /** The stream is being closed: the counter is written by {@link #now} alone. */
    void stop() {
        over = true;
    }

    private void later() {
        try {
            flusher.schedule(this::flush, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The flusher was ended before this stream, against its contract: no row may wait for a flush that never
            // comes.
            dirty.set(false);
            failed = true;
            LOG.error("tenant={} no flusher: every row of the audit now waits for the disk", tenant, e);
        }
    }

    private void flush() {
        Optional<Segment> current;
        AuditHead head;
        streamLock.lock();
        try {
            dirty.set(false);
            current = end.segment();
            head = end.head();
            end.settle();
        } catch (SQLException e) {
            failed(e);
            return;
        } finally {
            streamLock.unlock();
        }
        try {
            if (current.isPresent() && current.get().sync()) {
                restartLog();
            }
            flushed(head);
        } catch (IOException | SQLException e) {
            failed(e);
        }
    }

    private void restartLog() throws SQLException {
        streamLock.lock();
        try {
            if (end.segment().isPresent()) {
                end.segment().get().restartLog();
            }
        } finally {
            streamLock.unlock();
        }
    }

    private void flushed(AuditHead head) throws IOException {
        streamLock.lock();
        try {
            if (!over) {
                counter.flushed(head.seq());
                counter.write(end.head());
            }
        } finally {
            streamLock.unlock();
        }
    }

    /** From here on every row waits for a flush that works, and is refused when none does. */
    private void failed(Exception e) {
        failed = true;
        LOG.error("tenant={} the audit could not be brought to the disk: {}", tenant, e.getMessage(), e);
    }
}
