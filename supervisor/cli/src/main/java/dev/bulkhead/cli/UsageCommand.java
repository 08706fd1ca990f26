package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.consent.Visible;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead usage}: what tenants have used, as a table, CSV or JSON; by day it is a timesheet. */
@Command(
        name = "usage",
        description =
                "Shows what was used in a month: calls, bytes, processor time, memory, hours. By day it is a timesheet.",
        mixinStandardHelpOptions = true)
final class UsageCommand extends Errand {
    /** Stays as it is: people's spreadsheets rely on it. What comes new is added at the end. */
    private static final List<String> COLUMNS = List.of(
            "month",
            "tenant",
            "upstream",
            "tool",
            "day",
            "first_call",
            "last_call",
            "calls",
            "errors",
            "refused",
            "bytes_in",
            "bytes_out",
            "cpu_seconds",
            "peak_memory_bytes",
            "wall_seconds",
            "active_seconds");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    @Parameters(paramLabel = "TENANT", arity = "0..1", description = "Only this tenant.")
    @Nullable
    String tenant;

    @Option(names = "--month", paramLabel = "YYYY-MM", description = "The month; this one unless given.")
    @Nullable
    String month;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = "tenant",
            description = "A row for each tenant (unless given), upstream, tool or day.")
    String by;

    @Option(names = "--csv", description = "Print CSV (RFC 4180), with a header.")
    boolean csv;

    @Override
    public Integer call() throws Exception {
        if (csv && json.json) {
            throw wrong("give --csv or --json");
        }
        ObjectNode args = tenant == null ? Connection.args() : of(tenant);
        if (month != null) {
            args.put("month", month);
        }
        return list("usage", args.put("by", by), "usage", csv ? this::csv : this::table);
    }

    private void csv(JsonNode rows) {
        out().print(String.join(",", COLUMNS) + "\r\n");
        for (JsonNode row : rows) {
            out().print(String.join(
                            ",",
                            COLUMNS.stream()
                                    .map(column -> field(row.path(column)))
                                    .toList())
                    + "\r\n");
        }
    }

    private static String field(JsonNode value) {
        String text = value.isNull() ? "" : value.asText();
        return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    private void table(JsonNode rows) {
        if (rows.isEmpty()) {
            out().println("Nothing was used.");
            return;
        }
        out().printf(
                        "%-20s %-32s %-11s %7s %7s %9s %9s %8s %8s %8s %8s%n",
                        "tenant",
                        by.equals("day") ? "day" : by.equals("tenant") ? "" : by,
                        by.equals("day") ? "from-to" : "",
                        "calls",
                        "errors",
                        "KiB in",
                        "KiB out",
                        "cpu s",
                        "MiB",
                        "up h",
                        "active h");
        rows.forEach(this::line);
    }

    private void line(JsonNode row) {
        String what = switch (by) {
            case "day" -> row.path("day").asText();
            case "upstream" -> row.path("upstream").asText();
            case "tool" -> row.path("tool").asText();
            default -> "";
        };
        String hours = by.equals("day") && !row.path("first_call").isNull()
                ? local(row.path("first_call")) + "-" + local(row.path("last_call"))
                : "";
        out().printf(
                        Locale.ROOT,
                        "%-20s %-32s %-11s %7d %7d %9d %9d %8s %8s %8s %8.2f%n",
                        row.path("tenant").asText(),
                        Visible.of(what),
                        hours,
                        row.path("calls").asLong(),
                        row.path("errors").asLong(),
                        row.path("bytes_in").asLong() >> 10,
                        row.path("bytes_out").asLong() >> 10,
                        number("%.1f", row.path("cpu_seconds"), 1),
                        number("%.0f", row.path("peak_memory_bytes"), 1 << 20),
                        number("%.2f", row.path("wall_seconds"), 3_600),
                        row.path("active_seconds").asDouble() / 3_600);
    }

    private static String local(JsonNode time) {
        return TIME.format(Instant.parse(time.asText()).atZone(ZoneId.systemDefault()));
    }

    private static String number(String format, JsonNode value, int unit) {
        return value.isNull() ? "" : String.format(Locale.ROOT, format, value.asDouble() / unit);
    }
}
