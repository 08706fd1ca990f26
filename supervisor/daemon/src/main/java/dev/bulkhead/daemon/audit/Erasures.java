package dev.bulkhead.daemon.audit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

    /** Reads what an erasure says: {@code {"rows":[[3,3],[7,12]]}}, from and to, of rows before it. */
    void erased(String content, long by) {
        try {
            for (JsonNode range : JSON.readTree(content).path("rows")) {
                long from = range.path(0).asLong();
                long to = Math.min(range.path(1).asLong(), by - 1);
                var covered = from > to ? new TreeSet<Long>() : unexplained.subSet(from, true, to, true);
                explained += covered.size();
                covered.clear();
            }
        } catch (JacksonException e) {
            // It then explains nothing, and what is missing is named.
            return;
        }
    }

    long explained() {
        return explained;
    }

    /** Returns the first row that something is missing beside of without an erasure. */
    Optional<Long> firstUnexplained() {
        return unexplained.isEmpty() ? Optional.empty() : Optional.of(unexplained.first());
    }
}
