package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has one stream's checkpoints signed, kept and anchored, on the flusher's thread: no row waits for a signature. What fails is tried
 * again with the next one, and told in the stream once until it works.
 */
final class Notary {
    private static final Logger LOG = LoggerFactory.getLogger(Notary.class);
    private static final Duration LATEST = Duration.ofMinutes(15);

    private final TenantId tenant;
    private final ReentrantLock streamLock;
    private final StreamEnd end;
    private final Checkpoints checkpoints;
    private final ScheduledExecutorService flusher;
    private final Clock clock;
    private final EventSink stream;

    private final AtomicBoolean called = new AtomicBoolean();
    private final AtomicBoolean waits = new AtomicBoolean();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final AtomicBoolean anchorFailed = new AtomicBoolean();
    private volatile Optional<Path> anchor = Optional.empty();

    /** One signing at a time; taken before the stream's lock, never behind it. */
    private final ReentrantLock signing = new ReentrantLock();

    Notary(
            TenantId tenant,
            ReentrantLock streamLock,
            StreamEnd end,
            Checkpoints checkpoints,
            ScheduledExecutorService flusher,
            Clock clock,
            EventSink stream) {
        this.tenant = tenant;
        this.streamLock = streamLock;
        this.end = end;
        this.checkpoints = checkpoints;
        this.flusher = flusher;
        this.clock = clock;
        this.stream = stream;
    }

    void anchor(Optional<Path> file) {
        anchor = file;
    }

    /** Something is due now. Never waits. */
    void soon() {
        if (called.compareAndSet(false, true)) {
            later(this::sign, Duration.ZERO);
        }
    }

    /** There is a new row, for which a checkpoint is made in time if no other is before. Never waits. */
    void inTime() {
        if (waits.compareAndSet(false, true)) {
            later(this::takeAndSign, LATEST);
        }
    }

    private void later(Runnable task, Duration delay) {
        try {
            flusher.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.error("tenant={} no flusher: the audit's next checkpoint is made when it is closed", tenant);
        }
    }

    private void takeAndSign() {
        waits.set(false);
        now();
    }

    /** Takes and signs what there is, on the caller's thread, which does not hold the stream's lock. */
    void now() {
        streamLock.lock();
        try {
            end.takeCheckpoint();
        } finally {
            streamLock.unlock();
        }
        sign();
    }

    private void sign() {
        called.set(false);
        try {
            signing.lock();
            try {
                signWhatIsDue();
            } finally {
                signing.unlock();
            }
            Optional<String> problem = write();
            failed.set(false);
            if (problem.isPresent() && anchorFailed.compareAndSet(false, true)) {
                tell(EventType.ANCHOR_FAILED, problem.get());
            }
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.error("tenant={} a checkpoint of the audit could not be made: {}", tenant, e.getMessage(), e);
            if (failed.compareAndSet(false, true)) {
                tell(EventType.CHECKPOINT_FAILED, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Once its rows are on the disk: a checkpoint must not outlive a power cut that its rows do not. */
    private void signWhatIsDue() throws IOException, SQLException {
        Optional<Segment> current;
        List<Checkpoints.Due> due;
        streamLock.lock();
        try {
            current = end.segment();
            due = checkpoints.due();
        } finally {
            streamLock.unlock();
        }
        if (current.isEmpty() || due.isEmpty()) {
            return;
        }
        current.get().sync();
        List<Checkpoints.Made> made = checkpoints.sign(due);
        streamLock.lock();
        try {
            end.keep(made);
        } finally {
            streamLock.unlock();
        }
    }

    /** Signs what there is now, on the caller's thread, which holds the stream's lock: the stream is about to be closed. */
    void last() throws SQLException {
        end.takeCheckpoint();
        end.keep(checkpoints.sign(checkpoints.due()));
    }

    /** Brings what was kept to the state's log and the anchor; returns what is wrong with the anchor, if anything. */
    Optional<String> write() throws IOException {
        signing.lock();
        try {
            Optional<String> problem = checkpoints.write(anchor);
            if (problem.isEmpty()) {
                anchorFailed.set(false);
            }
            return problem;
        } finally {
            signing.unlock();
        }
    }

    private void tell(EventType type, String sentence) {
        LOG.error("tenant={} {}", tenant, sentence);
        try {
            stream.record(
                    AuditEvent.of(clock.instant(), tenant, type, ResultStatus.ERROR, null, "supervisor", sentence));
        } catch (IOException e) {
            LOG.error("tenant={} and the audit could not be told: {}", tenant, e.getMessage());
        }
    }
}
