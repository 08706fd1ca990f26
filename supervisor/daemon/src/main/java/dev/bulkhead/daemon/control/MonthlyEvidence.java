package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.audit.AuditFilter;
import dev.bulkhead.daemon.audit.AuditReader;
import dev.bulkhead.daemon.audit.AuditStreams;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the evidence of each tenant's last month by itself, where its settings name a folder ({@code audit.evidence}): as
 * {@code evidence-<tenant>-<month>.zip}, once, as soon as somebody is signed in, since evidence names who did what. One thread of its own.
 */
public final class MonthlyEvidence implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MonthlyEvidence.class);
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final Duration TOLD_AGAIN = Duration.ofHours(1);

    private final Commands commands;
    private final Supplier<? extends Map<TenantId, TenantSettings>> settings;
    private final AuditStreams streams;
    private final AuditReader reader;
    private final EventSink events;
    private final Clock clock;
    private final Map<TenantId, YearMonth> done = new HashMap<>();
    private final Map<TenantId, Instant> told = new HashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
            .daemon()
            .priority(Thread.MIN_PRIORITY)
            .name("monthly-evidence")
            .factory());

    /** Does what the supervisor itself wants done. */
    @FunctionalInterface
    public interface Commands {
        /** @throws IOException also when it is refused */
        JsonNode ownWish(String command, ObjectNode args) throws IOException;
    }

    /** @param settings those in force, of all tenants */
    public MonthlyEvidence(
            Commands commands,
            Supplier<? extends Map<TenantId, TenantSettings>> settings,
            AuditStreams streams,
            AuditReader reader,
            EventSink events,
            Clock clock) {
        this.commands = commands;
        this.settings = settings;
        this.streams = streams;
        this.reader = reader;
        this.events = events;
        this.clock = clock;
    }

    /** Looks at each tenant from now on. */
    public void begin() {
        thread.scheduleWithFixedDelay(this::look, FIRST.toMillis(), AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    void look() {
        YearMonth last = YearMonth.from(clock.instant().atZone(ZoneOffset.UTC)).minusMonths(1);
        settings.get().forEach((tenant, now) -> {
            Optional<Path> folder = now.audit().evidence();
            if (folder.isPresent() && !last.equals(done.get(tenant)) && streams.isUnlocked(tenant)) {
                try {
                    write(tenant, last, folder.get());
                    done.put(tenant, last);
                } catch (IOException | RuntimeException e) {
                    tell(tenant, last, e);
                }
            }
        });
    }

    private void write(TenantId tenant, YearMonth month, Path folder) throws IOException {
        Path file = folder.resolve("evidence-" + tenant + "-" + month + ".zip");
        if (Files.exists(file) || !hasEvents(tenant, month)) {
            return;
        }
        ObjectNode args = Reply.JSON
                .createObjectNode()
                .put("tenant", tenant.value())
                .put("month", month.toString())
                .put("file", file.toString());
        commands.ownWish("audit.evidence", args);
        LOG.info("tenant={} the evidence of {} is in {}", tenant, month, file);
    }

    private boolean hasEvents(TenantId tenant, YearMonth month) throws IOException {
        Instant since = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant until =
                month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        boolean[] any = {false};
        reader.list(tenant, AuditFilter.between(since, until).atMost(1), row -> any[0] = true);
        return any[0];
    }

    private void tell(TenantId tenant, YearMonth month, Exception failure) {
        Instant now = clock.instant();
        if (told.getOrDefault(tenant, Instant.MIN).isAfter(now.minus(TOLD_AGAIN))) {
            return;
        }
        told.put(tenant, now);
        LOG.warn("tenant={} no evidence of {}: {}", tenant, month, failure.getMessage());
        try {
            events.record(AuditEvent.of(
                    now,
                    tenant,
                    EventType.EXPORT_FAILED,
                    ResultStatus.ERROR,
                    null,
                    "supervisor",
                    "the evidence of " + month + " could not be written to audit.evidence: " + failure.getMessage()));
        } catch (IOException e) {
            LOG.error("tenant={} and the audit could not be told: {}", tenant, e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
