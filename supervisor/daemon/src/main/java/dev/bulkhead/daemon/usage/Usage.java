package dev.bulkhead.daemon.usage;

import dev.bulkhead.daemon.limits.Meter;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventListener;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what every tenant uses. Safe for any thread.
 *
 * <p>Written down at most every ten seconds where calls came or a sandbox ended, every minute where one is merely up, and at the
 * end: a supervisor that is killed loses at most ten seconds of calls, and a minute of processor and wall time.
 */
public final class Usage implements EventListener, Meter, AutoCloseable {
    static final Duration KEEP_EVERY = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Usage.class);
    private static final int TURNS_OF_THE_PATIENT = 6;

    private final UsageFiles files;
    private final InstantSource clock;
    private final ZoneId zone;
    private final Map<TenantId, TenantUsage> tenants = new ConcurrentHashMap<>();
    private final Thread keeper;

    /** @param zone whose days and months are counted */
    public Usage(Path state, InstantSource clock, ZoneId zone) {
        this.files = new UsageFiles(state);
        this.clock = clock;
        this.zone = zone;
        this.keeper = Thread.ofPlatform().daemon().name("usage").start(this::keepNowAndThen);
    }

    @Override
    public void recorded(AuditEvent event) {
        if (event.type() == EventType.TOOL_CALL) {
            of(event.tenant()).call(event);
        }
    }

    @Override
    public Count begin(TenantId tenant, String upstream) {
        return of(tenant).begin(upstream);
    }

    private TenantUsage of(TenantId tenant) {
        return tenants.computeIfAbsent(tenant, id -> new TenantUsage(id, files, clock, zone));
    }

    /**
     * Returns the rows of {@code month}, or of this one, of {@code tenant}, or of all that anything is kept of.
     *
     * @throws IOException when it cannot be found out of which tenants anything is kept
     */
    public List<UsageRow> rows(Optional<TenantId> tenant, Optional<YearMonth> month, By by) throws IOException {
        YearMonth wanted = month.orElseGet(() -> YearMonth.from(LocalDate.ofInstant(clock.instant(), zone)));
        Set<TenantId> all = new TreeSet<>();
        if (tenant.isPresent()) {
            all.add(tenant.get());
        } else {
            all.addAll(tenants.keySet());
            all.addAll(files.tenants());
        }
        List<UsageRow> rows = new ArrayList<>();
        for (TenantId each : all) {
            rows.addAll(of(each).rows(wanted, by).values());
        }
        return rows;
    }

    /** Forgets a tenant that was removed, for good. */
    public void erase(TenantId tenant) throws IOException {
        of(tenant).erase();
        tenants.remove(tenant);
    }

    private void keepNowAndThen() {
        try {
            for (int turn = 1; ; turn++) {
                Thread.sleep(KEEP_EVERY);
                boolean all = turn % TURNS_OF_THE_PATIENT == 0;
                tenants.forEach((id, tenant) -> {
                    if (all || tenant.isUrgent()) {
                        keep(id, tenant);
                    }
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void keep(TenantId id, TenantUsage tenant) {
        try {
            tenant.keep();
        } catch (IOException e) {
            LOG.error("tenant={} its usage cannot be written down yet: {}", id, e.getMessage());
        }
    }

    @Override
    public void close() {
        keeper.interrupt();
        try {
            keeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tenants.forEach(Usage::keep);
    }
}
