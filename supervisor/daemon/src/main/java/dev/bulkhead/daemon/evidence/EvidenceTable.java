package dev.bulkhead.daemon.evidence;

import java.util.List;

/**
 * A table of the page and, as CSV, of the pack.
 *
 * @param file its name in the pack, without an ending
 * @param title what it shows
 * @param note one sentence above it, or ""
 * @param rows each as long as {@code columns}
 */
public record EvidenceTable(String file, String title, String note, List<String> columns, List<List<String>> rows) {
    public EvidenceTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }
}
