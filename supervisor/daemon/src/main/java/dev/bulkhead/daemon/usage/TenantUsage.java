package dev.bulkhead.daemon.usage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.limits.Meter;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import dev.bulkhead.daemon.usage.UsageRow.Part;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts for one tenant. Safe for any thread; a month's first event reads its file, everything else is in memory. */
final class TenantUsage {
    /** Where what has no upstream belongs. */
    static final String OWN = "-";

    private final TenantId tenant;
    private final UsageFiles files;
    private final InstantSource clock;
    private final ZoneId zone;
    /** Held while a file is written; taken before this object's own. */
    private final Object writing = new Object();

    private final Map<YearMonth, Month> months = new HashMap<>();
    private final Set<YearMonth> changed = new HashSet<>();
    private final Map<Counting, Long> memory = new HashMap<>();
    private boolean isUrgent;
    private boolean isErased;

    TenantUsage(TenantId tenant, UsageFiles files, InstantSource clock, ZoneId zone) {
        this.tenant = tenant;
        this.files = files;
        this.clock = clock;
        this.zone = zone;
    }

    /** Takes the end of a call. What no session had a token for is no work: the lobby's own tool, and what it refuses. */
    synchronized void call(AuditEvent event) {
        String tool = event.toolName();
        if (tool == null || event.tokenId() == null) {
            return;
        }
        LocalDate date = LocalDate.ofInstant(event.timestamp(), zone);
        Month month = month(YearMonth.from(date));
        String day = date.toString();
        if (event.status() == ResultStatus.DENIED || event.status() == ResultStatus.LIMITED) {
            // Not by its name: whoever is refused can make up any number of them.
            month.of(day).refused();
        } else {
            String named = UpstreamSettings.ofTool(tool);
            String upstream = named.isEmpty() ? OWN : named;
            month.of(day).call(event);
            month.of(day, upstream).call(event);
            month.of(day, upstream, tool).call(event);
        }
        isUrgent = true;
    }

    private Month month(YearMonth wanted) {
        changed.add(wanted);
        return months.computeIfAbsent(wanted, month -> files.read(tenant, month));
    }

    Meter.Count begin(String upstream) {
        return new Counting(upstream);
    }

    /** One sandbox. */
    private final class Counting implements Meter.Count {
        private final String upstream;

        Counting(String upstream) {
            this.upstream = upstream;
        }

        @Override
        public void used(double cpuSeconds, long now, Duration up) {
            synchronized (TenantUsage.this) {
                memory.put(this, now);
                LocalDate date = LocalDate.ofInstant(clock.instant(), zone);
                Month month = month(YearMonth.from(date));
                Tally all = month.of(date.toString());
                all.process(cpuSeconds, up);
                all.memory(memory.values().stream().mapToLong(Long::longValue).sum());
                Tally own = month.of(date.toString(), upstream);
                own.process(cpuSeconds, up);
                own.memory(memory.entrySet().stream()
                        .filter(each -> each.getKey().upstream.equals(upstream))
                        .mapToLong(Map.Entry::getValue)
                        .sum());
            }
        }

        @Override
        public void ended() {
            synchronized (TenantUsage.this) {
                memory.remove(this);
                isUrgent = true;
            }
        }
    }

    /** Whether calls came since it was last written down; what else is counted can wait longer. */
    synchronized boolean isUrgent() {
        return isUrgent;
    }

    /** Writes down what has changed; forgets months that are over. No call waits for the disk. */
    void keep() throws IOException {
        synchronized (writing) {
            Map<YearMonth, ObjectNode> contents = new HashMap<>();
            synchronized (this) {
                if (isErased) {
                    return;
                }
                Set.copyOf(changed)
                        .forEach(month -> contents.put(month, month(month).content()));
                changed.clear();
                isUrgent = false;
            }
            try {
                for (Map.Entry<YearMonth, ObjectNode> each : contents.entrySet()) {
                    files.write(tenant, each.getKey(), each.getValue());
                }
            } catch (IOException e) {
                synchronized (this) {
                    changed.addAll(contents.keySet());
                    isUrgent = true;
                }
                throw e;
            }
            synchronized (this) {
                YearMonth now = YearMonth.from(LocalDate.ofInstant(clock.instant(), zone));
                months.keySet().removeIf(month -> !month.equals(now) && !changed.contains(month));
            }
        }
    }

    /** Counts no more, and keeps nothing. */
    void erase() throws IOException {
        synchronized (writing) {
            synchronized (this) {
                isErased = true;
            }
            files.erase(tenant);
        }
    }

    /** Returns the rows of a month. */
    synchronized SortedMap<Part, UsageRow> rows(YearMonth wanted, By by) {
        Month known = months.get(wanted);
        Month month = known == null ? files.read(tenant, wanted) : known;
        SortedMap<Part, UsageRow> rows = new TreeMap<>();
        month.tallies()
                .forEach((part, tally) -> by.row(part)
                        .ifPresent(row ->
                                tally.addTo(rows.computeIfAbsent(row, none -> new UsageRow(wanted, tenant, row)))));
        return rows;
    }
}
