package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.audit.timestamp.TimestampRoot;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What one verification gathers on its way: checkpoints from everywhere, erasures, notes. One use, one thread. */
final class Findings {
    /** A gap of so many rows between checkpoints is told; one of more than can be is a break. */
    private static final long ODD_GAP = 1_000;

    private final TenantId tenant;
    private final VerifierKey key;
    private final Instant since;
    private final Evidence evidence = new Evidence();
    private final Erasures erasures = new Erasures();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Checkpoint.Signature> seen = new HashMap<>();
    private final Beginning beginning = new Beginning();
    private @Nullable Break falseCheckpoint;
    private int checkpoints;
    private int ofAnotherKey;
    private long lastCheckpoint;
    private long widestGap;
    private long widestGapEnd;
    private OptionalInt anchored = OptionalInt.empty();
    private long newestAnchored;
    private Optional<Verification.Stamped> stamped = Optional.empty();

    Findings(TenantId tenant, VerifierKey key) {
        this(tenant, key, Instant.MIN);
    }

    /** @param since checkpoints that are not younger say nothing */
    Findings(TenantId tenant, VerifierKey key, Instant since) {
        this.tenant = tenant;
        this.key = key;
        this.since = since;
    }

    TenantId tenant() {
        return tenant;
    }

    Beginning beginning() {
        return beginning;
    }

    /** The first row that is there follows that of {@code chain}. */
    @Nullable
    Break begin(ChainWalk chain) {
        beginning.begins(chain.head().seq());
        lastCheckpoint = chain.head().seq();
        return evidence.compare(chain.head().seq(), chain);
    }

    Erasures erasures() {
        return erasures;
    }

    void note(String sentence) {
        notes.add(sentence);
    }

    /** Takes what is known outside of the segments; to be read before them, since the stream may grow meanwhile. */
    void outside(StreamPlace place) throws IOException {
        Optional<HeadCounter.Mark> mark = HeadCounter.read(place.head());
        mark.ifPresent(known -> evidence.add(Evidence.Source.COUNTER, known.head()));
        if (mark.isEmpty()) {
            notes.add("there is no head counter: rows that were cut off behind the last checkpoint are not seen");
        }
        int unreadable = new NoteLog(place.checkpoints()).read(note -> take(Evidence.Source.LOG, note));
        if (unreadable > 0) {
            notes.add(unreadable + " pieces of the state's checkpoints cannot be read");
        }
    }

    /** Takes the checkpoints of an anchor. */
    void anchor(Path file) throws IOException {
        int[] count = {0};
        int unreadable = new NoteLog(file).read(note -> {
            if (note.checkpoint().origin().equals(key.name()) && take(Evidence.Source.ANCHOR, note)) {
                count[0]++;
                newestAnchored = Math.max(newestAnchored, note.checkpoint().size());
            }
        });
        if (unreadable > 0) {
            notes.add(unreadable + " pieces of the anchor are no checkpoints");
        }
        anchored = OptionalInt.of(count[0]);
    }

    /** Takes the checkpoints that were stamped with a time: whoever has signed them, the authority has seen them. */
    void timestamps(Timestamps stamps, Optional<TimestampRoot> root) throws IOException {
        if (root.isEmpty()) {
            if (!stamps.isEmpty()) {
                notes.add(
                        "there are timestamps, which are not looked at: audit.timestamp names no certificate that can be read");
            }
            return;
        }
        notes.addAll(stamps.read(root.get(), (note, timestamp) -> {
            Checkpoint checkpoint = note.checkpoint();
            if (!checkpoint.origin().equals(key.name())) {
                notes.add("the timestamp of row " + checkpoint.size() + " is about another tenant's stream");
                return;
            }
            evidence.add(Evidence.Source.TIMESTAMP, checkpoint);
            if (stamped.filter(known -> known.seq() >= checkpoint.size()).isEmpty()) {
                stamped = Optional.of(
                        new Verification.Stamped(checkpoint.size(), timestamp.time(), timestamp.authority()));
            }
        }));
    }

    /** Takes the checkpoints of a segment that end with rows behind {@code behind}. */
    void checkpoints(Connection segment, long behind) throws SQLException {
        try (Statement select = segment.createStatement();
                ResultSet row = select.executeQuery(
                        "SELECT size, note, peaks FROM checkpoint WHERE size > " + behind + " ORDER BY size")) {
            while (row.next()) {
                long size = row.getLong(1);
                Optional<Checkpoint.Signed> note = Checkpoint.parse(row.getString(2));
                if (note.isEmpty()
                        || note.get().checkpoint().size() != size
                        || !givesRoot(note.get(), row.getBytes(3))) {
                    isFalse(size, "a checkpoint in the segment was changed");
                } else {
                    take(Evidence.Source.SEGMENT, note.get());
                }
            }
        }
    }

    private static boolean givesRoot(Checkpoint.Signed note, byte[] peaks) {
        try {
            byte[] root = MerkleTree.of(note.checkpoint().size(), peaks).root();
            return java.util.HexFormat.of()
                    .formatHex(root)
                    .equals(note.checkpoint().root());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean take(Evidence.Source source, Checkpoint.Signed note) {
        if (!note.checkpoint().time().isAfter(since)) {
            return false;
        }
        Checkpoint.Signature known = seen.get(note.note());
        Checkpoint.Signature signature = known == null ? signature(note) : known;
        if (signature == Checkpoint.Signature.GOOD) {
            evidence.add(source, note.checkpoint());
            AuditHead before = note.checkpoint().before();
            if (before != null) {
                beginning.confirmed(note.checkpoint());
                evidence.add(source, before);
            }
        }
        if (known == null) {
            seen.put(note.note(), signature);
            count(note, signature);
        }
        return signature == Checkpoint.Signature.GOOD;
    }

    private Checkpoint.Signature signature(Checkpoint.Signed note) {
        return note.checkpoint().origin().equals(key.name()) ? note.by(key) : Checkpoint.Signature.FALSE;
    }

    private void count(Checkpoint.Signed note, Checkpoint.Signature signature) {
        switch (signature) {
            case GOOD -> checkpoints++;
            case FALSE -> isFalse(note.checkpoint().size(), "the signature of a checkpoint does not hold");
            case UNKNOWN -> ofAnotherKey++;
        }
    }

    private void isFalse(long size, String sentence) {
        if (falseCheckpoint == null) {
            falseCheckpoint = new Break(size, Break.Kind.CHECKPOINT_CHANGED, sentence);
        }
    }

    /** Compares the newest row with what is known of it. */
    @Nullable
    Break compare(ChainWalk chain) {
        long seq = chain.next() - 1;
        boolean isCheckpoint = evidence.isCheckpoint(seq);
        Break found = evidence.compare(seq, chain);
        if (isCheckpoint) {
            gap(seq);
            lastCheckpoint = seq;
        }
        return found;
    }

    private void gap(long seq) {
        if (seq - lastCheckpoint > widestGap) {
            widestGap = seq - lastCheckpoint;
            widestGapEnd = seq;
        }
    }

    /** As {@link #atTheEnd}, behind a break that was accepted: how the stream begins is no question there. */
    @Nullable
    Break behind(AuditHead head) {
        Break beyond = evidence.beyond(head);
        return beyond == null ? falseCheckpoint : beyond;
    }

    /** Returns what is wrong with the whole, when every row that is there is sound. */
    @Nullable
    Break atTheEnd(AuditHead head) {
        Break missing = beginning.judge();
        if (missing != null) {
            return missing;
        }
        Break beyond = evidence.beyond(head);
        if (beyond != null) {
            return beyond;
        }
        Optional<Long> gone = erasures.firstUnexplained();
        if (gone.isPresent()) {
            return new Break(
                    gone.get(),
                    Break.Kind.PERSONAL_REMOVED,
                    "what stood beside the row is gone, and no erasure says so");
        }
        if (falseCheckpoint != null) {
            return falseCheckpoint;
        }
        gap(head.seq());
        if (widestGap > Checkpoints.MOST_UNKEPT_ROWS) {
            return new Break(
                    widestGapEnd - widestGap + 1,
                    Break.Kind.CHECKPOINTS_REMOVED,
                    "no checkpoint for the rows up to " + widestGapEnd + " is left");
        }
        if (widestGap > ODD_GAP) {
            notes.add("the rows " + (widestGapEnd - widestGap + 1) + " to " + widestGapEnd
                    + " have no checkpoint between them: some may have been taken away");
        }
        return null;
    }

    Verification.Report report(AuditHead head) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(beginning.notes());
        if (ofAnotherKey > 0) {
            all.add(ofAnotherKey + " checkpoints are signed by another key than ours is now, and were not compared");
        }
        List<String> unprovable = new ArrayList<>();
        if (anchored.isEmpty()) {
            unprovable.add("without an anchor it cannot be known whether the whole stream was written anew by somebody"
                    + " who has the signing key too, or put back from an earlier time together with the state");
        } else if (newestAnchored < head.seq()) {
            unprovable.add("of the rows behind " + newestAnchored + " the anchor does not know yet");
        }
        return new Verification.Report(checkpoints, anchored, stamped, erasures.explained(), all, unprovable);
    }
}
