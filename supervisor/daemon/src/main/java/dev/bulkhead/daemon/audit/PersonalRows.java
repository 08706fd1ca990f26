package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Where in a stream something stands that is about one person: what an erasure takes away.
 *
 * @param subjectRef whom it is about, as the stream names them
 * @param rows how many rows it stands beside
 * @param segments how many files that is
 * @param ranges these rows; between the ends of one range nothing stands beside other rows
 */
public record PersonalRows(String subjectRef, long rows, int segments, List<Range> ranges) {
    /** Longer events are told in several: a reader holds one as a whole. */
    private static final int MOST_RANGES = 1_000;

    /** Both are of it. */
    public record Range(long from, long to) {}

    public PersonalRows {
        ranges = List.copyOf(ranges);
    }

    /**
     * Finds what is about {@code subject}, up to the newest row that there is now. Opens what stands beside every row: some ten seconds
     * for a million rows.
     */
    public static PersonalRows of(AuditReader reader, TenantId tenant, StreamKeys keys, String subject)
            throws IOException {
        Search search = new Search(new SubjectMatch(keys, subject), reader.firstRows(tenant));
        reader.list(tenant, AuditFilter.ALL, search::look);
        search.end();
        return new PersonalRows(keys.subjectRef(subject), search.rows, search.segments.size(), search.ranges);
    }

    /** Returns what the stream says of their erasure, one text an event: which rows, and whose they were by a hash. */
    List<String> events() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i += MOST_RANGES) {
            StringBuilder rowsOfIt = new StringBuilder();
            for (Range range : ranges.subList(i, Math.min(ranges.size(), i + MOST_RANGES))) {
                rowsOfIt.append(rowsOfIt.isEmpty() ? "[" : ",[")
                        .append(range.from())
                        .append(',')
                        .append(range.to())
                        .append(']');
            }
            events.add("{\"rows\":[" + rowsOfIt + "],\"subject_ref\":\"" + subjectRef + "\"}");
        }
        return events;
    }

    /** Rows must come in the order of the stream. */
    private static final class Search {
        private final SubjectMatch match;
        private final NavigableSet<Long> firstRows;
        private final NavigableSet<Long> segments = new TreeSet<>();
        private final List<Range> ranges = new ArrayList<>();
        private long rows;
        private long from;
        private long to;

        Search(SubjectMatch match, NavigableSet<Long> firstRows) {
            this.match = match;
            this.firstRows = firstRows;
        }

        void look(AuditEntry row) {
            boolean isTheirs = match.of(row) == SubjectMatch.Relation.PERSONAL;
            if (firstRows.contains(row.seq()) || (!isTheirs && row.commitment() != null)) {
                // What somebody has taken away beside a row without a word must not be explained by this.
                end();
            }
            if (isTheirs) {
                rows++;
                from = from == 0 ? row.seq() : from;
                to = row.seq();
            }
        }

        void end() {
            if (from > 0) {
                ranges.add(new Range(from, to));
                segments.add(firstRows.floor(from));
            }
            from = 0;
        }
    }
}
