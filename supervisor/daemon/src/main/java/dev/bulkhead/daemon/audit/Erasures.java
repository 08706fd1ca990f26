package dev.bulkhead.daemon.audit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Rows beside which nothing stands any more, and the rows that say that it was erased. One thread. */
final class Erasures {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TreeSet<Long> unexplained = new TreeSet<>();
    private long explained;

    /** What stood beside row {@code seq} is gone. */
    void missing(long seq) {
        unexplained.add(seq);
    }

    /** Reads what the erasure in row {@code by} says. */
    void erased(String content, long by) {
        for (PersonalRows.Range range : named(content, by)) {
            var covered = unexplained.subSet(range.from(), true, range.to(), true);
            explained += covered.size();
            covered.clear();
        }
    }

    /**
     * Returns which rows before it an erasure names: {@code {"rows":[[3,3],[7,12]]}}, from and to. What cannot be read names none, and
     * what is missing is then found.
     */
    static List<PersonalRows.Range> named(String content, long by) {
        List<PersonalRows.Range> ranges = new ArrayList<>();
        try {
            for (JsonNode range : JSON.readTree(content).path("rows")) {
                long from = range.path(0).asLong();
                long to = Math.min(range.path(1).asLong(), by - 1);
                if (from <= to) {
                    ranges.add(new PersonalRows.Range(from, to));
                }
            }
        } catch (JacksonException e) {
            return List.of();
        }
        return ranges;
    }

    long explained() {
        return explained;
    }

    /** Returns the first row that something is missing beside of without an erasure. */
    Optional<Long> firstUnexplained() {
        return unexplained.isEmpty() ? Optional.empty() : Optional.of(unexplained.first());
    }
}
