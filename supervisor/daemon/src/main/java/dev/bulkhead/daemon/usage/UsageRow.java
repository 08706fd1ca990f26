package dev.bulkhead.daemon.usage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.home.TenantId;
import java.time.Instant;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/** A sum of what was used: of a month or a day, of a tenant, one of its upstreams or one tool. For the thread that asked. */
public final class UsageRow {
    private final YearMonth month;
    private final TenantId tenant;
    private final Part part;
    long calls;
    long errors;
    long refused;
    long bytesIn;
    long bytesOut;
    long first = -1;
    long last = -1;
    double cpuSeconds;
    long peakMemory;
    long upMillis;
    long activeMillis;

    /**
     * Of what a row is. Each but the tenant is "" where the row is of all of them.
     *
     * @param day as in {@code 2026-11-21}, by the desktop's clock
     * @param upstream {@code -} for the tenant server and its built-in tools
     */
    record Part(String day, String upstream, String tool) implements Comparable<Part> {
        @Override
        public int compareTo(Part other) {
            int byDay = day.compareTo(other.day);
            int byUpstream = byDay != 0 ? byDay : upstream.compareTo(other.upstream);
            return byUpstream != 0 ? byUpstream : tool.compareTo(other.tool);
        }
    }

    UsageRow(YearMonth month, TenantId tenant, Part part) {
        this.month = month;
        this.tenant = tenant;
        this.part = part;
    }

    /** As the control socket shows it. What a row cannot say is null: nobody knows how much processor time a tool took. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("month", month.toString())
                .put("tenant", tenant.value())
                .put("upstream", orNull(part.upstream()))
                .put("tool", orNull(part.tool()))
                .put("day", orNull(part.day()))
                .put("first_call", time(first))
                .put("last_call", time(last))
                .put("calls", calls)
                .put("errors", errors)
                .put("refused", part.upstream().isEmpty() ? refused : null)
                .put("bytes_in", bytesIn)
                .put("bytes_out", bytesOut);
        boolean isTool = !part.tool().isEmpty();
        return json.put("cpu_seconds", isTool ? null : rounded(cpuSeconds))
                .put("peak_memory_bytes", isTool ? null : peakMemory)
                .put("wall_seconds", isTool ? null : rounded(upMillis / 1_000.0))
                .put("active_seconds", rounded(activeMillis / 1_000.0));
    }

    private static Double rounded(double seconds) {
        return Math.round(seconds * 1_000) / 1_000.0;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable String time(long millis) {
        return millis < 0 ? null : Instant.ofEpochMilli(millis).toString();
    }
}
