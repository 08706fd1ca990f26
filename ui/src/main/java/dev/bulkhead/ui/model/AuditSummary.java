package dev.bulkhead.ui.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the supervisor says of a stream and of what a filter leaves of it.
 *
 * @param total events without the filter
 * @param first the oldest event that was looked at; older ones are in the stream alone
 * @param unnamed events that no filter by name can find
 * @param tools names of tools, those with most events first; as the lists behind it, whatever the filter
 */
public record AuditSummary(
        long total,
        long first,
        long unnamed,
        Chart chart,
        List<String> tools,
        List<String> servers,
        List<String> hosts,
        List<String> statuses) {

    public static final AuditSummary EMPTY =
            new AuditSummary(0, 1, 0, Chart.EMPTY, List.of(), List.of(), List.of(), List.of());

    public AuditSummary {
        tools = List.copyOf(tools);
        servers = List.copyOf(servers);
        hosts = List.copyOf(hosts);
        statuses = List.copyOf(statuses);
    }

    /**
     * How many events ended how, over time.
     *
     * @param from the beginning of the first bucket
     * @param bucket how long each is; zero where there is none
     * @param counts for each status one number a bucket
     */
    public record Chart(Instant from, Duration bucket, Map<EventStatus, List<Integer>> counts) {
        public static final Chart EMPTY = new Chart(Instant.EPOCH, Duration.ZERO, Map.of());

        public int buckets() {
            return counts.values().stream().mapToInt(List::size).max().orElse(0);
        }

        /** Returns when a bucket begins. */
        public Instant begin(int index) {
            return from.plus(bucket.multipliedBy(index));
        }

        public int count(EventStatus status, int index) {
            List<Integer> column = counts.getOrDefault(status, List.of());
            return index < column.size() ? column.get(index) : 0;
        }

        /** Returns how many events a bucket has. */
        public int count(int index) {
            return counts.keySet().stream()
                    .mapToInt(status -> count(status, index))
                    .sum();
        }
    }
}
