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
 * @param prevHash the {@code entryHash} of the row before, lower-case hex; 64 zeros for the first
 * @param entryHash SHA-256 over all other fields, lower-case hex
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
        @Nullable String detail,
        String prevHash,
        String entryHash) {

    public Instant timestamp() {
        return Instant.ofEpochMilli(timestampMillis);
    }
}
