package dev.bulkhead.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the official suite said, as a table that each test class prints its part of; {@code conformance.txt} has all parts. */
final class ConformanceTable {
    private static final Path TABLE = Path.of("target/conformance.txt");
    private static final Path PARTS = Path.of("target/conformance-parts");
    private static final String ROW = "%-13s %-38s %-11s %8s %7s  %s%n";

    private final StringBuilder rows = new StringBuilder();

    /** Adds a row: {@code what} was tested by {@code route}; {@code remarks} say what was missed or warned of. */
    void add(String route, String what, Revision revision, String passed, double seconds, String remarks) {
        String took = String.format(Locale.ROOT, "%.1fs", seconds);
        rows.append(String.format(Locale.ROOT, ROW, route, what, revision.date(), passed, took, remarks));
    }

    /** Prints the rows, and writes them into the table as its part {@code name}, in place of those of an earlier run. */
    void write(String name) throws IOException {
        String heading = String.format(Locale.ROOT, ROW, "route", name, "revision", "passed", "took", "");
        String part = (heading + rows).replaceAll("(?m) +$", "");
        System.out.println(part);
        Files.createDirectories(PARTS);
        Files.writeString(PARTS.resolve(name + ".txt"), part);
        SortedMap<Path, String> parts = new TreeMap<>();
        try (Stream<Path> files = Files.list(PARTS)) {
            for (Path file : files.toList()) {
                parts.put(file, Files.readString(file));
            }
        }
        Files.writeString(TABLE, String.join(System.lineSeparator(), parts.values()));
    }
}
