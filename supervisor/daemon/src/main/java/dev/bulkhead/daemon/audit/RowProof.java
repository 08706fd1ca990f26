package dev.bulkhead.daemon.audit;

import java.util.Locale;
import java.util.Optional;

/**
 * What proves one row, as far as that can be told from its surroundings: that it is as it was written is proven when its own hash
 * holds, and it is among those that a signed checkpoint names.
 *
 * @param row the row itself
 * @param hashHolds whether its hash is that of its content
 * @param follows whether it names the hash of the row before
 * @param beside what became of what stood beside it
 * @param covering the first signed checkpoint that names it; empty before there is one
 * @param newest the newest row of the stream
 * @param checkpointed the newest row that a checkpoint names; 0 for none
 * @param inAcceptedBreak whether it stands before a break that the consultant has accepted
 * @param whole what the last verification of the whole stream says of it
 */
public record RowProof(
        AuditEntry row,
        boolean hashHolds,
        boolean follows,
        Beside beside,
        Optional<Covering> covering,
        long newest,
        long checkpointed,
        boolean inAcceptedBreak,
        Whole whole) {

    /** What stands beside a row, against what the row says of it. */
    public enum Beside {
        /** Nothing ever did. */
        NONE,
        /** It is as it was written. */
        KEPT,
        /** It was taken away: by an erasure, as long as the stream verifies. */
        ERASED,
        /** It is not what was written. */
        CHANGED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the last verification of the whole stream says of a row. */
    public enum Whole {
        /** There was none yet, or it ended before this row. */
        NOT_YET,
        PASSED,
        /** It is the first that is not as it was written. */
        FIRST_BAD,
        /** One before it is not as it was written: of those behind it says nothing. */
        BEHIND_A_BREAK;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A signed checkpoint that names the row.
     *
     * @param included whether the row's audit path leads to the root that is signed
     */
    public record Covering(Checkpoint checkpoint, Checkpoint.Signature signature, boolean included) {
        public boolean holds() {
            return included && signature == Checkpoint.Signature.GOOD;
        }
    }

    /** All of it in one word. */
    public enum Verdict {
        PROVEN,
        /** Nothing is wrong; no checkpoint names the row yet. */
        WAITING,
        /** Nothing is wrong; the checkpoint is by a key that we do not have. */
        UNPROVEN,
        BROKEN;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Verdict verdict() {
        if (!hashHolds || !follows || beside == Beside.CHANGED || whole == Whole.FIRST_BAD) {
            return Verdict.BROKEN;
        }
        if (covering.isEmpty()) {
            return Verdict.WAITING;
        }
        if (covering.get().holds()) {
            return Verdict.PROVEN;
        }
        return covering.get().included() && covering.get().signature() == Checkpoint.Signature.UNKNOWN
                ? Verdict.UNPROVEN
                : Verdict.BROKEN;
    }
}
