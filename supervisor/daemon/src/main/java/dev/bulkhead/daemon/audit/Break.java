package dev.bulkhead.daemon.audit;

import java.util.Locale;

/**
 * What was done to a stream.
 *
 * @param seq the first row that is not as it was, as far as can be known
 * @param sentence what is wrong with it, for the consultant
 */
public record Break(long seq, Kind kind, String sentence) {
    /** What was done. The wire name is the one with blanks: {@code rolled back}. */
    public enum Kind {
        /** A field of the row is another. */
        CHANGED,
        /** Rows are gone from the middle. */
        REMOVED,
        /** A row stands where another stood. */
        REORDERED,
        /** A row stands there that was never appended. */
        ADDED,
        /** The newest rows are gone. */
        CUT,
        /** An older copy was put back. */
        ROLLED_BACK,
        /** Rows were exchanged, and hashed anew. */
        REWRITTEN,
        /** It is another tenant's. */
        FOREIGN,
        /** A file has another's name. */
        MOVED,
        /** A file cannot be read. */
        UNREADABLE,
        /** What stands beside a row is not what the row commits to. */
        PERSONAL_CHANGED,
        /** What stood beside a row is gone, and no erasure tells of it. */
        PERSONAL_REMOVED,
        /** A checkpoint's signature does not hold. */
        CHECKPOINT_CHANGED,
        /** So many rows have no checkpoint that some must have been taken away. */
        CHECKPOINTS_REMOVED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** {@code changed: its content does not give its hash}. */
    @Override
    public String toString() {
        return kind.wireName() + ": " + sentence;
    }
}
