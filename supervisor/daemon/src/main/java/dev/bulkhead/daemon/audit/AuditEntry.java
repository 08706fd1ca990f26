package dev.bulkhead.daemon.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of a stream as it stands on disk. Type and status are kept as words, so that a row that a newer version wrote can
 * still be read, exported and verified.
 *
 * @param seq its place, from 1 on without a gap through all segments
 * @param eventId unique, in the order of time within the stream (UUID version 7)
 * @param timestampMillis milliseconds since 1970 in UTC
 * @param latencyMicros null where there is no such span
 * @param peer process and file name at the other end; its whole path is personal
 * @param commitment the hash of what stood beside the row when it was written, lower-case hex; null where nothing did
 * @param prevHash the {@code entryHash} of the row before, lower-case hex; 64 zeros for the first
 * @param entryHash SHA-256 over all fields before it, lower-case hex
 * @param personal what stands beside the row; null where nothing does, or where it was erased
 */
public record AuditEntry(
        long seq,
        String eventId,
        long timestampMillis,
        String tenantId,
        @Nullable String sessionId,
        String eventType,
        @Nullable String toolName,
        @Nullable String argsHash,
        String resultStatus,
        @Nullable Long latencyMicros,
        @Nullable String peer,
        @Nullable String callId,
        @Nullable String tokenId,
        long bytesIn,
        long bytesOut,
        @Nullable String commitment,
        String prevHash,
        String entryHash,
        @Nullable Personal personal) {

    public Instant timestamp() {
        return Instant.ofEpochMilli(timestampMillis);
    }

    /** Returns what stands beside the row; nothing where nothing does, or where {@code opener} cannot open it. */
    public Personal.Opened opened(Personal.Opener opener) {
        Personal.Opened opened = personal == null ? null : personal.read(opener);
        return opened == null ? Personal.Opened.NOTHING : opened;
    }

    /** Returns whether something stood beside the row and was taken away. */
    public boolean isErased() {
        return commitment != null && personal == null;
    }
}
