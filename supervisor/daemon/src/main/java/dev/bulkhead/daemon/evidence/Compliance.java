package dev.bulkhead.daemon.evidence;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Which of a month's events answer which question of SOC 2, GDPR and the EU AI Act: {@code compliance.tsv}, with counts. */
final class Compliance {
    private static final String NOTE =
            "Dates of the EU AI Act as of Regulation (EU) 2026/1744: high-risk duties (Chapter III, sections 1 to 3) apply from"
                    + " 2 December 2027 (Annex III) and 2 August 2028 (Annex I). The numbers count this month's events; a"
                    + " mapping is a help to an auditor and no certificate.";

    private Compliance() {}

    static EvidenceTable of(Month month) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        InputStream resource = Objects.requireNonNull(Compliance.class.getResourceAsStream("compliance.tsv"));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    List<String> cells = List.of(line.split("\t"));
                    long count = month.count(List.of(cells.get(4).split(",")));
                    rows.add(List.of(cells.get(0), cells.get(1), cells.get(2), cells.get(3), Long.toString(count)));
                }
            }
        }
        return new EvidenceTable(
                "compliance",
                "What this answers",
                NOTE,
                List.of("control", "SOC 2", "GDPR", "EU AI Act", "events this month"),
                rows);
    }
}
