package dev.bulkhead.daemon.audit;

import java.util.List;

/** What the verification of one stream found. */
public sealed interface Verification {
    /** What is odd and yet no proof of a change: a missing trigger. Sentences for the consultant. */
    List<String> notes();

    /**
     * Every row is where and as it was written.
     *
     * @param events how many rows
     * @param head the newest of them
     */
    record Verified(long events, AuditHead head, List<String> notes) implements Verification {}

    /**
     * The stream is not as it was written.
     *
     * @param verifiedBefore how many rows before it are sound
     * @param segment the file's name
     * @param seq the place of the first bad or missing row
     * @param problem what is wrong with it, one sentence
     */
    record Broken(long verifiedBefore, String segment, long seq, String problem, List<String> notes)
            implements Verification {}
}
