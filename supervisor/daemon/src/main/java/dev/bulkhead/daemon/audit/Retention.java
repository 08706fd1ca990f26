package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.SettingsListener;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the segments of each tenant's stream leave when they are too old: soon after the start and then every few hours, at the lowest priority,
 * and whenever somebody asks. What is not as it was written stays. Safe for any thread.
 */
public final class Retention implements SettingsListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration FIRST = Duration.ofSeconds(10);

    /** More often than daily, since a laptop that sleeps counts no time. */
    private static final Duration AGAIN = Duration.ofHours(4);

    private static final Duration FOR_EVER = Duration.ofDays(365_000);
    private static final String BY_ITSELF = "supervisor";

    private final BulkheadHome home;
    private final AuditStreams streams;
    private final AuditVerifier verifier;
    private final InstantSource clock;
    private final Map<TenantId, Duration> spans = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
            .daemon()
            .priority(Thread.MIN_PRIORITY)
            .name("audit-retention")
            .factory());

    public Retention(BulkheadHome home, AuditStreams streams, AuditVerifier verifier, InstantSource clock) {
        this.home = home;
        this.streams = streams;
        this.verifier = verifier;
        this.clock = clock;
    }

    @Override
    public void changed(TenantId tenant, TenantSettings settings) {
        spans.put(tenant, settings.audit().retention());
    }

    @Override
    public void removed(TenantId tenant) {
        spans.remove(tenant);
    }

    /** Looks at each tenant from now on. */
    public void begin() {
        thread.scheduleWithFixedDelay(this::look, FIRST.toMillis(), AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    void look() {
        for (TenantId tenant : spans.keySet()) {
            try {
                if (mayBeDue(tenant)) {
                    apply(tenant, BY_ITSELF);
                }
            } catch (IOException | RuntimeException e) {
                LOG.error("tenant={} no segment left the audit by its age: {}", tenant, e.getMessage());
            }
        }
    }

    /** By the names of the files alone, so that no look reads a million rows: a segment was begun by a row of its quarter. */
    private boolean mayBeDue(TenantId tenant) throws IOException {
        SortedMap<Quarter, Path> segments = Segments.in(home.stream(tenant));
        Duration span = spans.getOrDefault(tenant, FOR_EVER);
        return segments.size() > 1 && segments.firstKey().start().plus(span).isBefore(clock.instant());
    }

    /**
     * Returns what would leave now, and when the rest does.
     *
     * @throws IOException when the stream is broken, or cannot be read
     */
    public RetentionPlan plan(TenantId tenant) throws IOException {
        return RetentionPlan.of(
                home.stream(tenant),
                spans.getOrDefault(tenant, FOR_EVER),
                clock.instant(),
                streams.stream(tenant).callsEnded());
    }

    /**
     * Has what is too old leave, once the stream was verified.
     *
     * @param peer by whose wish
     * @return what has left
     * @throws IOException when the stream is not as it was written: nothing leaves; or when it was not done to its end
     */
    public synchronized RetentionPlan apply(TenantId tenant, String peer) throws IOException {
        RetentionPlan plan = plan(tenant);
        if (plan.leaving().isEmpty()) {
            return plan;
        }
        if (verifier.verify(tenant) instanceof Verification.Broken broken && !streams.isAccepted(tenant, broken)) {
            throw new IOException("the audit of '" + tenant + "' is broken at row "
                    + broken.found().seq() + ", so that nothing leaves it: run 'bulkhead audit verify " + tenant + "'");
        }
        streams.stream(tenant).retaining().remove(plan, peer);
        return plan;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
