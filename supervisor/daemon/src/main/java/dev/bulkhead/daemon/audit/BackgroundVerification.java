package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies each stream whole once it was opened: one after the other, at the lowest priority, since opening looks at its end alone.
 * What is broken is told to the log, the stream and the listener. A break that was accepted is not told again.
 */
public final class BackgroundVerification implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundVerification.class);

    private final BulkheadHome home;
    private final AuditStreams streams;
    private final AuditVerifier verifier;
    private final InstantSource clock;
    private final BiConsumer<TenantId, Verification.Broken> listener;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Thread.ofPlatform()
            .daemon()
            .priority(Thread.MIN_PRIORITY)
            .name("audit-verify")
            .factory());

    /** @param listener called on the thread that verifies */
    public BackgroundVerification(
            BulkheadHome home,
            AuditStreams streams,
            AuditVerifier verifier,
            InstantSource clock,
            BiConsumer<TenantId, Verification.Broken> listener) {
        this.home = home;
        this.streams = streams;
        this.verifier = verifier;
        this.clock = clock;
        this.listener = listener;
    }

    /** Opens the streams of {@code tenants}, so that one that is broken is known before it is needed, and verifies them. */
    public void begin(Collection<TenantId> tenants) {
        streams.onOpening(tenant -> later(() -> verify(tenant)));
        tenants.forEach(tenant -> later(() -> open(tenant)));
    }

    private void later(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            // The supervisor ends; the next one looks again.
            LOG.debug("not verified, since the supervisor ends");
        }
    }

    private void open(TenantId tenant) {
        try {
            streams.stream(tenant);
        } catch (IOException e) {
            LOG.error("tenant={} {}", tenant, e.getMessage());
        }
    }

    private void verify(TenantId tenant) {
        try {
            if (verifier.verify(tenant) instanceof Verification.Broken broken && !streams.isAccepted(tenant, broken)) {
                LOG.error(
                        "tenant={} the audit is broken at row {}: {}",
                        tenant,
                        broken.found().seq(),
                        broken.found());
                streams.record(AuditEvent.of(
                        clock.instant(),
                        tenant,
                        EventType.AUDIT_BROKEN,
                        ResultStatus.ERROR,
                        null,
                        "supervisor",
                        "row " + broken.found().seq() + ": " + broken.found()));
                listener.accept(tenant, broken);
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("tenant={} the audit could not be verified: {}", tenant, e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
