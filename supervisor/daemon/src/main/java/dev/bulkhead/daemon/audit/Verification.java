package dev.bulkhead.daemon.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the verification of one stream found. */
public sealed interface Verification {
    Report report();

    /** The last row that could be read. */
    AuditHead head();

    /** What is odd and yet no proof of a change: a missing trigger. Sentences for the consultant. */
    default List<String> notes() {
        return report().notes();
    }

    /**
     * What was looked at besides the rows.
     *
     * @param checkpoints how many checkpoints of ours were compared
     * @param anchored how many of an anchor's; empty where none was given
     * @param stamped the newest row of which a time-stamping authority says when it was there; empty without one
     * @param erased rows beside which nothing stands any more, as an erasure says
     * @param notes what is odd and no proof of a change
     * @param unprovable what cannot be known, and why
     */
    record Report(
            int checkpoints,
            OptionalInt anchored,
            Optional<Stamped> stamped,
            long erased,
            List<String> notes,
            List<String> unprovable) {
        /** Returns this report with a note more. */
        Report noting(String sentence) {
            List<String> more = new ArrayList<>(notes);
            more.add(sentence);
            return new Report(checkpoints, anchored, stamped, erased, more, unprovable);
        }

        public Report {
            notes = List.copyOf(notes);
            unprovable = List.copyOf(unprovable);
        }
    }

    /**
     * That the rows up to {@code seq} were there at {@code time}, by another's clock and signature.
     *
     * @param authority the subject of the certificate that says so
     */
    record Stamped(long seq, Instant time, String authority) {}

    /**
     * Every row is where and as it was written.
     *
     * @param events how many rows
     * @param head the newest of them
     */
    record Verified(long events, AuditHead head, Report report) implements Verification {}

    /**
     * The stream is not as it was written.
     *
     * @param verifiedBefore how many rows before it are sound
     * @param segment the file's name
     * @param found the first bad or missing row, and what was done to it
     * @param head the last row that could be read
     */
    record Broken(long verifiedBefore, String segment, Break found, AuditHead head, Report report)
            implements Verification {}
}
