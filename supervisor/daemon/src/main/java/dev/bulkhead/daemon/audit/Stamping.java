package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.audit.timestamp.TimestampAuthority;
import dev.bulkhead.daemon.audit.timestamp.TimestampRoot;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.AuditSettings;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.SettingsListener;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the newest checkpoint of each stream stamped by the authority that its tenant's settings name, at most as often as they say, and keeps what
 * it says beside the segments. No row and no call waits for it: a checkpoint of a session's end is stamped within seconds, one of the
 * supervisor's end after its next start. One virtual thread a tenant; safe for any thread.
 */
public final class Stamping implements SettingsListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Stamping.class);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration TOLD_AGAIN = Duration.ofHours(1);

    private record Running(AuditSettings.Timestamp by, Thread thread) {}

    private final BulkheadHome home;
    private final EventSink audit;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<TenantId, Running> running = new ConcurrentHashMap<>();
    private final Map<TenantId, String> problems = new ConcurrentHashMap<>();

    /** @param random for nonces, so a secure one */
    public Stamping(BulkheadHome home, EventSink audit, Clock clock, RandomGenerator random) {
        this.home = home;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void changed(TenantId tenant, TenantSettings settings) {
        by(tenant, settings.audit().timestamp());
    }

    @Override
    public void removed(TenantId tenant) {
        by(tenant, Optional.empty());
    }

    /** Returns why the last try for {@code tenant} gave no timestamp; empty where it gave one, or none was due. */
    public Optional<String> problem(TenantId tenant) {
        return Optional.ofNullable(problems.get(tenant));
    }

    private void by(TenantId tenant, Optional<AuditSettings.Timestamp> wanted) {
        running.compute(tenant, (id, now) -> {
            if (now != null && Optional.of(now.by()).equals(wanted)) {
                return now;
            }
            if (now != null) {
                now.thread().interrupt();
            }
            problems.remove(id);
            return wanted.map(by -> new Running(
                            by, Thread.ofVirtual().name("timestamp-" + id).start(() -> run(id, by))))
                    .orElse(null);
        });
    }

    private void run(TenantId tenant, AuditSettings.Timestamp by) {
        StreamPlace place = StreamPlace.of(home, tenant);
        Duration pause = LOOK;
        Instant told = Instant.MIN;
        try (TimestampAuthority authority = new TimestampAuthority(by.url(), random)) {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(pause);
                try {
                    stampIfDue(place, by, authority);
                    problems.remove(tenant);
                    pause = LOOK;
                } catch (IOException e) {
                    problems.put(tenant, "the audit has no timestamp: " + e.getMessage());
                    if (told.isBefore(clock.instant().minus(TOLD_AGAIN))) {
                        told = clock.instant();
                        tell(tenant, e);
                    }
                    Duration next = pause.multipliedBy(2);
                    pause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks where the newest checkpoint has none and the last one is old enough; returns whether it did. */
    boolean stampIfDue(StreamPlace place, AuditSettings.Timestamp by, TimestampAuthority authority)
            throws IOException, InterruptedException {
        Timestamps stamps = new Timestamps(place.timestamps());
        Optional<Checkpoint.Signed> checkpoint = new NoteLog(place.checkpoints()).last();
        Optional<Timestamps.Newest> last = stamps.newest();
        boolean isDue = checkpoint.isPresent()
                && last.filter(newest ->
                                newest.seq() >= checkpoint.get().checkpoint().size()
                                        || newest.kept().plus(by.every()).isAfter(clock.instant()))
                        .isEmpty();
        if (isDue) {
            byte[] note = checkpoint.get().note().getBytes(StandardCharsets.UTF_8);
            stamps.keep(checkpoint.get(), authority.stamp(note, TimestampRoot.of(by.certificate())));
        }
        return isDue;
    }

    private void tell(TenantId tenant, IOException failure) {
        LOG.warn("tenant={} no timestamp: {}", tenant, failure.getMessage());
        try {
            audit.record(AuditEvent.of(
                    clock.instant(),
                    tenant,
                    EventType.ANCHOR_FAILED,
                    ResultStatus.ERROR,
                    null,
                    "supervisor",
                    "audit.timestamp gives none: " + failure.getMessage()));
        } catch (IOException e) {
            LOG.error("tenant={} and the audit could not be told: {}", tenant, e.getMessage());
        }
    }

    @Override
    public void close() {
        running.values().forEach(one -> one.thread().interrupt());
        running.clear();
    }
}
