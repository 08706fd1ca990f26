package dev.bulkhead.daemon.export;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bulkhead.daemon.audit.AuditEntry;
import dev.bulkhead.daemon.audit.AuditFilter;
import dev.bulkhead.daemon.audit.AuditReader;
import dev.bulkhead.daemon.audit.Personal;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.SettingsListener;
import dev.bulkhead.daemon.tenant.StateFile;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what each stream gains to the collector that its tenant's settings name, at least once and in order, beginning with what
 * is recorded after the setting was made. What may name a person stays here. A collector that is away is tried again for as
 * long as it takes: the stream keeps everything. One virtual thread a tenant; safe for any thread.
 */
public final class Shipping implements SettingsListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shipping.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private record Running(URI endpoint, Thread thread) {}

    private final BulkheadHome home;
    private final AuditReader reader;
    private final EventSink audit;
    private final Clock clock;
    private final String version;
    private final Map<TenantId, Running> running = new ConcurrentHashMap<>();

    public Shipping(BulkheadHome home, AuditReader reader, EventSink audit, Clock clock, String version) {
        this.home = home;
        this.reader = reader;
        this.audit = audit;
        this.clock = clock;
        this.version = version;
    }

    @Override
    public void changed(TenantId tenant, TenantSettings settings) {
        to(tenant, settings.audit().otlp());
    }

    @Override
    public void removed(TenantId tenant) {
        to(tenant, Optional.empty());
    }

    private void to(TenantId tenant, Optional<URI> endpoint) {
        running.compute(tenant, (id, now) -> {
            if (now != null && Optional.of(now.endpoint()).equals(endpoint)) {
                return now;
            }
            if (now != null) {
                now.thread().interrupt();
            }
            return endpoint.map(address -> start(id, address)).orElse(null);
        });
    }

    private Running start(TenantId tenant, URI endpoint) {
        return new Running(endpoint, Thread.ofVirtual().name("otlp-" + tenant).start(() -> {
            try (Collector collector = new Collector(endpoint)) {
                run(tenant, collector);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private void run(TenantId tenant, Collector collector) throws InterruptedException {
        Duration pause = PAUSE;
        boolean failed = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                while (shipBatch(tenant, collector)) {
                    pause = PAUSE;
                }
                failed = false;
                pause = PAUSE;
            } catch (IOException e) {
                if (!failed) {
                    tell(tenant, e);
                }
                failed = true;
                Duration next = pause.multipliedBy(2);
                pause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
            }
            Thread.sleep(pause);
        }
    }

    /** Sends the next rows; returns whether there may be more. */
    private boolean shipBatch(TenantId tenant, Collector collector) throws IOException, InterruptedException {
        StateFile file = new StateFile(place(tenant));
        long sent = file.read().path("seq").asLong(-1);
        if (sent < 0) {
            sent = reader.tail(tenant, 1).stream()
                    .mapToLong(AuditEntry::seq)
                    .findFirst()
                    .orElse(0);
            remember(file, sent);
        }
        OtlpLogs logs = new OtlpLogs(tenant.value(), version);
        List<Object> records = new ArrayList<>();
        long[] last = {sent};
        reader.list(tenant, AuditFilter.after(sent, OtlpLines.BATCH), row -> {
            records.add(logs.logRecord(row, Personal.Opened.NOTHING));
            last[0] = row.seq();
        });
        if (records.isEmpty()) {
            return false;
        }
        collector.send(logs.request(records));
        remember(file, last[0]);
        return records.size() == OtlpLines.BATCH;
    }

    private Path place(TenantId tenant) throws IOException {
        Path folder = home.state().resolve("otlp");
        BulkheadHome.privateFolder(folder);
        return folder.resolve(tenant + ".json");
    }

    private static void remember(StateFile file, long seq) throws IOException {
        file.write(JsonNodeFactory.instance.objectNode().put("seq", seq));
    }

    private void tell(TenantId tenant, IOException failure) {
        LOG.warn("tenant {}: the collector takes nothing: {}", tenant, failure.getMessage());
        try {
            audit.record(AuditEvent.of(
                    clock.instant(),
                    tenant,
                    EventType.EXPORT_FAILED,
                    ResultStatus.ERROR,
                    null,
                    null,
                    "the collector of audit.otlp takes nothing: " + failure.getMessage()));
        } catch (IOException e) {
            LOG.error("tenant {}: the audit takes nothing", tenant, e);
        }
    }

    @Override
    public void close() {
        running.values().forEach(one -> one.thread().interrupt());
        running.clear();
    }
}
