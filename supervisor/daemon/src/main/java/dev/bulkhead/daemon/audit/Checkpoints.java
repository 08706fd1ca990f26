package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.EventType;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of one stream: which are due, and where those that were made go. Every 100 rows, at the end of each session and at
 * each lock; its holder asks for more by time and at the close.
 *
 * <p>What is due is taken down under the stream's lock, and signed outside of it. {@link #sign} is safe for any thread, {@link #write}
 * for one at a time; everything else belongs to the stream's lock.
 */
final class Checkpoints {
    private static final int ROWS = 100;

    /** So many rows may stand behind the last checkpoint that could be kept; more are refused. */
    static final int MOST_UNKEPT_ROWS = 50_000;

    /** Notes that the anchor lacks and that are kept for when it can be written again. */
    private static final int MOST_WAITING = 10_000;

    private static final Set<EventType> ENDS = Set.of(
            EventType.CONNECTION_CLOSED,
            EventType.SIGN_OUT,
            EventType.LOCKED,
            EventType.TENANT_HALTED,
            EventType.AUDIT_BREAK_ACCEPTED);

    private final String origin;
    private final CheckpointSigner signer;
    private final NoteLog log;
    private final Clock clock;
    private final Deque<Due> due = new ArrayDeque<>();
    private final Queue<String> forTheLog = new ConcurrentLinkedQueue<>();
    private final Deque<String> forTheAnchor = new ArrayDeque<>();
    private long taken;
    private long kept;

    /** A checkpoint that is to be signed. */
    record Due(
            AuditHead head,
            byte[] root,
            byte[] peaks,
            Instant time,
            @Nullable AuditHead before) {}

    /** One that was signed. */
    record Made(long size, String note, byte[] peaks) {}

    Checkpoints(String origin, CheckpointSigner signer, NoteLog log, Clock clock) {
        this.origin = origin;
        this.signer = signer;
        this.log = log;
        this.clock = clock;
    }

    /** Begins behind the row {@code kept}, for which there is a checkpoint already; 0 where there is none. */
    void begin(long newestKept) {
        taken = newestKept;
        kept = newestKept;
    }

    /** Takes note of a row; returns whether a checkpoint is due by it. */
    boolean appended(AuditHead head, MerkleTree tree, EventType type) {
        return (head.seq() - taken >= ROWS || ENDS.contains(type)) && take(head, tree);
    }

    /** Takes down the stream as it is now; returns false where there is nothing new. */
    boolean take(AuditHead head, MerkleTree tree) {
        if (head.seq() <= taken) {
            return false;
        }
        take(head, tree, null);
        return true;
    }

    /** Takes down the stream as it is now, and that rows up to {@code before} leave it: instead of what is due of the same row. */
    void takeBeginning(AuditHead head, MerkleTree tree, AuditHead before) {
        due.removeIf(one -> one.head().equals(head));
        take(head, tree, before);
    }

    private void take(AuditHead head, MerkleTree tree, @Nullable AuditHead before) {
        due.add(new Due(head, tree.root(), tree.peaks(), clock.instant(), before));
        taken = head.seq();
    }

    List<Due> due() {
        return List.copyOf(due);
    }

    /** Returns how many rows stand behind the last checkpoint that was kept. */
    long unkept(AuditHead head) {
        return head.seq() - kept;
    }

    List<Made> sign(List<Due> all) {
        List<Made> made = new ArrayList<>();
        for (Due one : all) {
            String text = new Checkpoint(
                            origin,
                            one.head().seq(),
                            HexFormat.of().formatHex(one.root()),
                            one.head().entryHash(),
                            one.time(),
                            one.before())
                    .text();
            made.add(new Made(one.head().seq(), signer.sign(text), one.peaks()));
        }
        return made;
    }

    /** Commits to {@code segment} those of {@code made} that are still due; the rest stands in a segment before. */
    void keep(Segment segment, List<Made> made) throws SQLException {
        List<Made> mine = made.stream().filter(one -> one.size() > kept).toList();
        if (mine.isEmpty()) {
            return;
        }
        segment.insertCheckpoints(mine);
        kept = mine.getLast().size();
        due.removeIf(one -> one.head().seq() <= kept);
        mine.forEach(one -> forTheLog.add(one.note()));
    }

    /**
     * Brings what was kept to the state's log, and to the anchor.
     *
     * @return what is wrong with the anchor, if anything
     * @throws IOException when the log cannot be written; the next call tries again
     */
    Optional<String> write(Optional<Path> anchor) throws IOException {
        List<String> notes = List.copyOf(forTheLog);
        if (!notes.isEmpty()) {
            log.append(notes);
            notes.forEach(forTheLog::remove);
            forTheAnchor.addAll(notes);
        }
        while (forTheAnchor.size() > (anchor.isEmpty() ? 0 : MOST_WAITING)) {
            forTheAnchor.removeFirst();
        }
        if (anchor.isEmpty() || forTheAnchor.isEmpty()) {
            return Optional.empty();
        }
        try {
            new NoteLog(anchor.get()).append(List.copyOf(forTheAnchor));
            forTheAnchor.clear();
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.of("the anchor " + anchor.get() + " cannot be written: " + e);
        }
    }
}
