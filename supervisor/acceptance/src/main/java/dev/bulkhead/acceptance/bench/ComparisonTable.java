package dev.bulkhead.acceptance.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A comparison in print: one column a contender, one row a figure, with its ratio to the first contender. */
final class ComparisonTable {
    private static final double MEBI = 1024.0 * 1024.0;

    /** One row: what it says, its key in JSON, its unit, and where it comes from. */
    private record Row(String what, String key, String unit, ToDoubleFunction<Figures> of, boolean ratio) {}

    private final List<Figures> figures;
    private final List<Row> rows;

    ComparisonTable(Collection<Figures> figures, int tenants) {
        this.figures = List.copyOf(figures);
        rows = List.of(
                row("launch to the first tools/list", "start_ms", "ms", of -> of.start.millis(0.5)),
                row("call of 200 B, p50", "call_200_p50_ms", "ms", of -> latency(of, Figures.Size.SMALL, 0.5)),
                row("call of 200 B, p99", "call_200_p99_ms", "ms", of -> latency(of, Figures.Size.SMALL, 0.99)),
                row("call of 10 kB, p50", "call_10k_p50_ms", "ms", of -> latency(of, Figures.Size.MIDDLE, 0.5)),
                row("call of 1 MB, p50", "call_1m_p50_ms", "ms", of -> latency(of, Figures.Size.LARGE, 0.5)),
                row("32 calls at once", "calls_per_second", "/s", of -> of.callsPerSecond),
                row("memory of one session", "session_mib", "MiB", of -> of.sessionBytes / MEBI),
                row("exit after the host hangs up", "exit_ms", "ms", of -> of.exit.millis(0.5)),
                plain("processes left after that", "left_after_exit", of -> count(of.leftAfterExit)),
                plain("… after the front is killed", "left_after_kill", of -> count(of.leftAfterKill)),
                row(
                        tenants + " clients: all listed after",
                        "tenants_start_ms",
                        "ms",
                        of -> of.tenantsStarted.millis(0.5)),
                row(tenants + " clients: memory", "tenants_mib", "MiB", of -> of.tenantsBytes / MEBI),
                plain(tenants + " clients: processes", "tenants_processes", of -> count(of.tenantsProcesses)),
                row(tenants + " clients: calls", "tenants_calls_per_second", "/s", of -> of.tenantsCallsPerSecond),
                plain(tenants + " clients: wrong answers", "wrong_answers", of -> count(of.wrongAnswers)));
    }

    private static Row row(String what, String key, String unit, ToDoubleFunction<Figures> of) {
        return new Row(what, key, unit, of, true);
    }

    private static Row plain(String what, String key, ToDoubleFunction<Figures> of) {
        return new Row(what, key, "", of, false);
    }

    private static double latency(Figures of, Figures.Size size, double part) {
        return of.latency(size).millis(part);
    }

    private static double count(int number) {
        return number < 0 ? Double.NaN : number;
    }

    String text() {
        StringBuilder text = new StringBuilder(String.format("%-34s", ""));
        figures.forEach(each -> text.append(String.format("%22s", each.name)));
        for (Row row : rows) {
            text.append(String.format("%n%-34s", row.what()));
            double first = row.of().applyAsDouble(figures.getFirst());
            for (Figures each : figures) {
                text.append(String.format("%22s", cell(row, row.of().applyAsDouble(each), first)));
            }
        }
        for (Figures each : figures) {
            if (each.failure != null) {
                text.append(String.format("%n%s failed: %s", each.name, each.failure));
            }
        }
        return text.toString();
    }

    private static String cell(Row row, double value, double first) {
        if (Double.isNaN(value)) {
            return "-";
        }
        String number = value >= 100 || !row.ratio()
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
        String ratio = row.ratio() && !Double.isNaN(first) && first > 0
                ? String.format(Locale.ROOT, " (×%.1f)", value / first)
                : "";
        return number + (row.unit().isEmpty() ? "" : " " + row.unit()) + ratio;
    }

    ObjectNode json(ObjectMapper mapper) {
        ObjectNode all = mapper.createObjectNode();
        for (Figures each : figures) {
            ObjectNode own = all.putObject(each.name);
            for (Row row : rows) {
                double value = row.of().applyAsDouble(each);
                if (!Double.isNaN(value)) {
                    own.put(row.key(), value);
                }
            }
            if (each.failure != null) {
                own.put("failure", each.failure);
            }
        }
        return all;
    }
}
