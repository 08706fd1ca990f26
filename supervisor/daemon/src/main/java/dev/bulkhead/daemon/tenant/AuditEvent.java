package dev.bulkhead.daemon.tenant;

import dev.bulkhead.protocol.home.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event of a tenant's stream, before it has its place in the chain. No field holds a secret or an argument's content.
 *
 * @param timestamp when it happened; kept to the millisecond
 * @param tenant whose stream it belongs to
 * @param sessionId the session, or null where there is none
 * @param type what happened
 * @param toolName the tool of a call, else null
 * @param argsHash {@code hmac-sha256:<hex>} over the argument bytes as sent, else null
 * @param status how it ended
 * @param latencyMicros from the line's arrival to its answer, or -1 where there is no such span
 * @param peer the process and executable at the other end by the kernel's word, or null
 * @param callId the same on the start and the end of one call, unique in the stream, else null
 * @param tokenId the {@code jti} that allowed or failed to allow it, else null
 * @param bytesIn bytes of the request's line, or 0
 * @param bytesOut bytes of the answer's line, or 0
 * @param detail one sentence for the reader: why it was refused, what changed; or null
 * @param subject the consultant that it is about, as the tenant knows them, or null; kept sealed, as the detail and the peer's path
 */
public record AuditEvent(
        Instant timestamp,
        TenantId tenant,
        @Nullable String sessionId,
        EventType type,
        @Nullable String toolName,
        @Nullable String argsHash,
        ResultStatus status,
        long latencyMicros,
        @Nullable String peer,
        @Nullable String callId,
        @Nullable String tokenId,
        long bytesIn,
        long bytesOut,
        @Nullable String detail,
        @Nullable String subject) {

    /** An event whose subject nobody knows, or stands in another row of the same session. */
    public AuditEvent(
            Instant timestamp,
            TenantId tenant,
            @Nullable String sessionId,
            EventType type,
            @Nullable String toolName,
            @Nullable String argsHash,
            ResultStatus status,
            long latencyMicros,
            @Nullable String peer,
            @Nullable String callId,
            @Nullable String tokenId,
            long bytesIn,
            long bytesOut,
            @Nullable String detail) {
        this(
                timestamp,
                tenant,
                sessionId,
                type,
                toolName,
                argsHash,
                status,
                latencyMicros,
                peer,
                callId,
                tokenId,
                bytesIn,
                bytesOut,
                detail,
                null);
    }

    /** Returns an event that is about no call: a sign-in, a connection, a change of settings. */
    public static AuditEvent of(
            Instant timestamp,
            TenantId tenant,
            EventType type,
            ResultStatus status,
            @Nullable String sessionId,
            @Nullable String peer,
            @Nullable String detail) {
        return new AuditEvent(
                timestamp, tenant, sessionId, type, null, null, status, -1, peer, null, null, 0, 0, detail);
    }

    /** Returns this event with another sentence. */
    public AuditEvent withDetail(String sentence) {
        return new AuditEvent(
                timestamp,
                tenant,
                sessionId,
                type,
                toolName,
                argsHash,
                status,
                latencyMicros,
                peer,
                callId,
                tokenId,
                bytesIn,
                bytesOut,
                sentence,
                subject);
    }

    /** Returns this event with the id of the token that it is about. */
    public AuditEvent withToken(@Nullable String jti) {
        return with(jti, subject);
    }

    /** Returns this event with the consultant that it is about. */
    public AuditEvent withSubject(@Nullable String who) {
        return with(tokenId, who);
    }

    private AuditEvent with(@Nullable String jti, @Nullable String who) {
        return new AuditEvent(
                timestamp,
                tenant,
                sessionId,
                type,
                toolName,
                argsHash,
                status,
                latencyMicros,
                peer,
                callId,
                jti,
                bytesIn,
                bytesOut,
                detail,
                who);
    }
}
