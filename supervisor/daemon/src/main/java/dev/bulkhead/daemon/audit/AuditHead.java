package dev.bulkhead.daemon.audit;

/**
 * The newest row of a stream at some moment. Kept elsewhere, it proves later that the stream was not cut below it.
 *
 * @param seq 0 for a stream without rows
 * @param entryHash lower-case hex; 64 zeros for a stream without rows
 */
public record AuditHead(long seq, String entryHash) {
    static final String NO_HASH = "0".repeat(64);

    /** The head of a stream without rows. */
    public static final AuditHead NONE = new AuditHead(0, NO_HASH);
}
