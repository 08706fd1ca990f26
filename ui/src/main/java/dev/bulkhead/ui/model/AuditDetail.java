package dev.bulkhead.ui.model;

import java.time.Instant;
import java.util.Optional;

/**
 * One event in full, with what proves it.
 *
 * @param subject who it is about; empty where that is nobody, or sealed
 * @param peerPath the whole path at the other end; as {@code subject}
 * @param json all of it, to be copied
 */
public record AuditDetail(
        AuditRow row,
        String eventId,
        String argsHash,
        String callId,
        String tokenId,
        long bytesIn,
        long bytesOut,
        String subject,
        String peerPath,
        Proof proof,
        String json) {

    /** In one word, and in the supervisor's. */
    public enum Verdict {
        PROVEN,
        WAITING,
        UNPROVEN,
        BROKEN
    }

    /**
     * What proves it.
     *
     * @param waiting how many events no checkpoint names yet, this one among them
     * @param acceptedBreak whether it stands before a break that somebody has accepted
     * @param whole what the last verification of the whole stream says of it: {@code not-yet}, {@code passed}, {@code first-bad},
     *     {@code behind-a-break}
     */
    public record Proof(
            Verdict verdict,
            String hash,
            String prevHash,
            boolean hashHolds,
            boolean follows,
            String beside,
            long waiting,
            boolean acceptedBreak,
            String whole,
            Optional<SignedAt> checkpoint) {}

    /**
     * The signed checkpoint that names it.
     *
     * @param size up to which event it goes
     * @param signature {@code good}, {@code false}, {@code unknown}
     */
    public record SignedAt(long size, Instant time, String root, String signature, boolean included) {}
}
