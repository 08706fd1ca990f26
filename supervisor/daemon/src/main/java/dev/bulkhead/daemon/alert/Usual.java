package dev.bulkhead.daemon.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is usual for one tenant: the tools and hosts that were seen, how many calls its busy minutes had, how many bytes left it a
 * day. Bounded: 1,024 tools, 256 hosts, the last 4,096 minutes with calls, 21 days. Belongs to its holder's lock.
 */
final class Usual {
    private static final int MOST_TOOLS = 1_024;
    private static final int MOST_HOSTS = 256;
    private static final int MOST_MINUTES = 4_096;
    private static final int MOST_DAYS = 21;
    private static final int PER_MILLE_OVER = 1_000;

    private final Set<String> tools = new HashSet<>();
    private final Set<String> hosts = new HashSet<>();
    private final Deque<Integer> minutes = new ArrayDeque<>();
    private final SortedMap<LocalDate, Long> days = new TreeMap<>();
    private final Instant since;
    private @Nullable Instant last;
    private long minute = -1;
    private int calls;
    private boolean wasTooMany;

    /** Nothing is known yet. */
    Usual(Instant since) {
        this.since = since;
    }

    /** @throws IllegalArgumentException when {@code kept} is not what {@link #write} has written */
    static Usual read(ObjectNode kept) {
        try {
            Usual usual = new Usual(Instant.parse(kept.path("since").asText()));
            if (kept.has("last")) {
                usual.last = Instant.parse(kept.path("last").asText());
            }
            kept.path("tools").forEach(tool -> usual.learnTool(tool.asText()));
            kept.path("hosts").forEach(host -> usual.learnHost(host.asText()));
            for (JsonNode count : kept.path("minutes")) {
                usual.learnMinute(count.asInt());
            }
            kept.path("days")
                    .properties()
                    .forEach(day -> usual.days.put(
                            LocalDate.parse(day.getKey()), day.getValue().asLong()));
            return usual;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a time in it is none: " + e.getMessage(), e);
        }
    }

    void write(ObjectNode into) {
        into.put("since", since.toString());
        if (last != null) {
            into.put("last", last.toString());
        }
        tools.stream().sorted().forEach(into.putArray("tools")::add);
        hosts.stream().sorted().forEach(into.putArray("hosts")::add);
        ArrayNode counts = into.putArray("minutes");
        minutes.forEach(counts::add);
        ObjectNode bytes = into.putObject("days");
        days.forEach((day, sum) -> bytes.put(day.toString(), sum));
    }

    /** When learning began. */
    Instant since() {
        return since;
    }

    /** Takes note of the time; returns the one before it, if there was one. */
    @Nullable
    Instant tick(Instant now) {
        Instant before = last;
        last = now;
        return before;
    }

    boolean knowsTool(String tool) {
        return tools.contains(tool);
    }

    void learnTool(String tool) {
        if (tools.size() < MOST_TOOLS) {
            tools.add(tool);
        }
    }

    /** Returns whether {@code host} is new, and others were known before it. */
    boolean learnHost(String host) {
        boolean others = !hosts.isEmpty();
        return hosts.size() < MOST_HOSTS && hosts.add(host) && others;
    }

    /** Counts a call; returns how many its minute has now. */
    int call(Instant at) {
        long now = Math.floorDiv(at.getEpochSecond(), 60);
        if (now != minute) {
            // A minute that was too much does not become what is usual.
            if (calls > 0 && !wasTooMany) {
                learnMinute(calls);
            }
            minute = now;
            calls = 0;
            wasTooMany = false;
        }
        return ++calls;
    }

    void minuteIsTooMany() {
        wasTooMany = true;
    }

    private void learnMinute(int count) {
        minutes.addLast(count);
        if (minutes.size() > MOST_MINUTES) {
            minutes.removeFirst();
        }
    }

    /** How many calls a minute has at most, but for one in a thousand of those that have any; 0 while nothing is known. */
    int busiestMinute() {
        int[] sorted = minutes.stream().mapToInt(Integer::intValue).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length - 1 - sorted.length / PER_MILLE_OVER];
    }

    /** Adds to the bytes that left the tenant on the day of {@code at}, in UTC; returns how many there are now. */
    long out(Instant at, long bytes) {
        LocalDate day = at.atZone(ZoneOffset.UTC).toLocalDate();
        long sum = days.merge(day, bytes, Long::sum);
        while (days.size() > MOST_DAYS) {
            days.remove(days.firstKey());
        }
        return sum;
    }

    /** The median of the days before that of {@code at} on which anything left, at most 20; 0 while there is none. */
    long medianOut(Instant at) {
        long[] sums = days.headMap(at.atZone(ZoneOffset.UTC).toLocalDate()).values().stream()
                .mapToLong(Long::longValue)
                .filter(sum -> sum > 0)
                .sorted()
                .toArray();
        return sums.length == 0 ? 0 : sums[sums.length / 2];
    }
}
