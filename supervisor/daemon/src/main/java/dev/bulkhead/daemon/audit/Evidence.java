package dev.bulkhead.daemon.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of a stream from elsewhere than its rows: checkpoints, and the head counter. One thread. */
final class Evidence {
    /** Where something is known from. */
    enum Source {
        SEGMENT("a checkpoint in the segment"),
        LOG("a checkpoint in the state"),
        ANCHOR("a checkpoint in the anchor"),
        TIMESTAMP("a checkpoint with a timestamp"),
        COUNTER("the head counter");

        private final String words;

        Source(String words) {
            this.words = words;
        }
    }

    /** @param root in hex; null where only the row's hash is known */
    private record Known(
            Source source, AuditHead head, @Nullable String root) {}

    private final NavigableMap<Long, List<Known>> bySeq = new TreeMap<>();
    private long next = Long.MAX_VALUE;
    private long agreed;

    void add(Source source, Checkpoint checkpoint) {
        add(new Known(source, new AuditHead(checkpoint.size(), checkpoint.head()), checkpoint.root()));
    }

    void add(Source source, AuditHead head) {
        add(new Known(source, head, null));
    }

    private void add(Known known) {
        bySeq.computeIfAbsent(known.head().seq(), seq -> new ArrayList<>(1)).add(known);
        next = bySeq.firstKey();
    }

    /** Returns the newest row that everything known agrees on so far. */
    long agreed() {
        return agreed;
    }

    /** Compares the walk's newest row with what is known of it, and forgets that; returns what is wrong, or null. */
    @Nullable
    Break compare(long seq, ChainWalk walk) {
        if (seq < next) {
            return null;
        }
        Break found = null;
        while (!bySeq.isEmpty() && bySeq.firstKey() <= seq) {
            for (Known known : bySeq.pollFirstEntry().getValue()) {
                if (found == null && known.head().seq() == seq) {
                    found = compare(known, walk);
                }
            }
        }
        next = bySeq.isEmpty() ? Long.MAX_VALUE : bySeq.firstKey();
        if (found == null) {
            agreed = seq;
        }
        return found;
    }

    private @Nullable Break compare(Known known, ChainWalk walk) {
        boolean same = known.head().equals(walk.head())
                && (known.root() == null
                        || walk.root().isEmpty()
                        || known.root().equals(walk.root()));
        long from = agreed + 1;
        long to = known.head().seq();
        return same
                ? null
                : new Break(
                        from,
                        Break.Kind.REWRITTEN,
                        (from == to
                                        ? "the row " + to + " was"
                                        : "one or more of the rows " + from + " to " + to + " were")
                                + " exchanged, and all behind hashed anew: " + known.source().words
                                + " has another hash for row " + to);
    }

    /** Returns what is wrong where the stream ends with {@code head}, or null: nothing may be known of a row behind. */
    @Nullable
    Break beyond(AuditHead head) {
        List<Known> behind = bySeq.tailMap(head.seq(), false).values().stream()
                .flatMap(List::stream)
                .toList();
        if (behind.isEmpty()) {
            return null;
        }
        long newest =
                behind.stream().mapToLong(known -> known.head().seq()).max().orElseThrow();
        boolean inTheFile = behind.stream().anyMatch(known -> known.source() == Source.SEGMENT);
        boolean byCheckpoint = behind.stream().anyMatch(known -> known.source() != Source.COUNTER);
        String gone = head.seq() + 1 == newest
                ? "the row " + newest + " is gone"
                : "the rows " + (head.seq() + 1) + " to " + newest + " are gone";
        String by = behind.stream()
                .max(Comparator.comparingLong(known -> known.head().seq()))
                .orElseThrow()
                .source()
                .words;
        return inTheFile || !byCheckpoint
                ? new Break(head.seq() + 1, Break.Kind.CUT, gone + ": " + by + " knows them")
                : new Break(
                        head.seq() + 1,
                        Break.Kind.ROLLED_BACK,
                        gone + ", and so are the segment's own checkpoints of them, but " + by
                                + " knows them: an older copy was put back");
    }

    /** Returns whether a checkpoint names the row {@code seq}, and was not compared yet. */
    boolean isCheckpoint(long seq) {
        return seq >= next
                && bySeq.getOrDefault(seq, List.of()).stream().anyMatch(known -> known.source() != Source.COUNTER);
    }
}
