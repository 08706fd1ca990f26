package dev.bulkhead.daemon.export;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lines of comma-separated values (RFC 4180). Stateless.
 *
 * <p>A tool's name comes from a host, and a spreadsheet runs a cell that begins like a formula: such a cell gets an apostrophe
 * before it, as OWASP's page on CSV injection has it.
 */
public final class Csv {
    private static final String FORMULA = "=+-@\t\r";

    private Csv() {}

    /** Returns one line without its end; null becomes an empty cell. */
    public static String line(List<? extends @Nullable String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(","));
    }

    private static String cell(@Nullable String text) {
        String value = Objects.requireNonNullElse(text, "");
        if (!value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0) {
            value = "'" + value;
        }
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : "\"" + value.replace("\"", "\"\"") + "\"";
    }
}
