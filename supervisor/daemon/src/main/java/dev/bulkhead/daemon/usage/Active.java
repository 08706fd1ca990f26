package dev.bulkhead.daemon.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/**
 * How long was worked: stretches of calls with at most five minutes between the end of one and the start of the next, each of
 * at least a minute. Belongs to its holder's lock; times in milliseconds since 1970.
 */
final class Active {
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    static final Duration SHORTEST_STRETCH = Duration.ofMinutes(1);

    private long closed;
    private long start = -1;
    private long end = -1;

    /** Takes a call that lasted from {@code from} to {@code to}. */
    void call(Instant from, Instant to) {
        long begins = from.toEpochMilli();
        long ends = Math.max(begins, to.toEpochMilli());
        if (start >= 0 && begins - end <= LONGEST_PAUSE.toMillis()) {
            end = Math.max(end, ends);
            return;
        }
        closed = millis();
        start = begins;
        end = ends;
    }

    /** How long, in milliseconds. */
    long millis() {
        return start < 0 ? closed : closed + Math.max(SHORTEST_STRETCH.toMillis(), end - start);
    }

    void write(ObjectNode into) {
        if (start >= 0) {
            into.put("activeMillis", closed).put("stretchStart", start).put("stretchEnd", end);
        }
    }

    void read(JsonNode kept) {
        closed = kept.path("activeMillis").asLong();
        start = kept.path("stretchStart").asLong(-1);
        end = kept.path("stretchEnd").asLong(-1);
    }
}
