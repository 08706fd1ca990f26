package dev.bulkhead.daemon.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.ResultStatus;
import java.time.Duration;
import java.time.Instant;

/** What was used of one thing on one day. Belongs to its holder's lock. */
final class Tally {
    private final Active active = new Active();
    private long calls;
    private long errors;
    private long refused;
    private long bytesIn;
    private long bytesOut;
    private long first = -1;
    private long last = -1;
    private double cpuSeconds;
    private long peakMemory;
    private long upMillis;

    /** Adds a call that was made. */
    void call(AuditEvent event) {
        Instant to = event.timestamp();
        Instant from = to.minus(Duration.ofNanos(Math.max(0, event.latencyMicros()) * 1_000));
        calls++;
        if (event.status() != ResultStatus.SUCCESS) {
            errors++;
        }
        bytesIn += event.bytesIn();
        bytesOut += event.bytesOut();
        first = first < 0 ? from.toEpochMilli() : Math.min(first, from.toEpochMilli());
        last = Math.max(last, to.toEpochMilli());
        active.call(from, to);
    }

    /** Adds a call that was not made: refused, or one too many. */
    void refused() {
        refused++;
    }

    void process(double cpu, Duration up) {
        cpuSeconds += cpu;
        upMillis += up.toMillis();
    }

    void memory(long now) {
        peakMemory = Math.max(peakMemory, now);
    }

    /** Adds this to {@code sum}. */
    void addTo(UsageRow sum) {
        sum.calls += calls;
        sum.errors += errors;
        sum.refused += refused;
        sum.bytesIn += bytesIn;
        sum.bytesOut += bytesOut;
        sum.cpuSeconds += cpuSeconds;
        sum.peakMemory = Math.max(sum.peakMemory, peakMemory);
        sum.upMillis += upMillis;
        sum.activeMillis += active.millis();
        if (first >= 0) {
            sum.first = sum.first < 0 ? first : Math.min(sum.first, first);
            sum.last = Math.max(sum.last, last);
        }
    }

    void write(ObjectNode into) {
        into.put("calls", calls).put("errors", errors).put("refused", refused);
        into.put("bytesIn", bytesIn).put("bytesOut", bytesOut);
        into.put("first", first).put("last", last);
        into.put("cpuSeconds", Math.round(cpuSeconds * 1_000) / 1_000.0);
        into.put("peakMemory", peakMemory).put("upMillis", upMillis);
        active.write(into);
    }

    static Tally read(JsonNode kept) {
        Tally tally = new Tally();
        tally.calls = kept.path("calls").asLong();
        tally.errors = kept.path("errors").asLong();
        tally.refused = kept.path("refused").asLong();
        tally.bytesIn = kept.path("bytesIn").asLong();
        tally.bytesOut = kept.path("bytesOut").asLong();
        tally.first = kept.path("first").asLong(-1);
        tally.last = kept.path("last").asLong(-1);
        tally.cpuSeconds = kept.path("cpuSeconds").asDouble();
        tally.peakMemory = kept.path("peakMemory").asLong();
        tally.upMillis = kept.path("upMillis").asLong();
        tally.active.read(kept);
        return tally;
    }
}
