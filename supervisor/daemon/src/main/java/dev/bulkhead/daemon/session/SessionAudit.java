package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.policy.Admission;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.protocol.line.RpcLine;
import dev.bulkhead.protocol.line.Span;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one session's rows. Safe for any thread. */
final class SessionAudit {
    private static final Logger LOG = LoggerFactory.getLogger(SessionAudit.class);
    private static final byte[] NO_ARGUMENTS = {};
    private static final Runnable NOTHING = () -> {};

    private final EventSink events;
    private final RunningTenant tenant;
    private final String session;
    private final String peer;
    private final SessionRights rights;
    private final InstantSource clock;
    private final AtomicLong calls = new AtomicLong();
    private volatile @Nullable String ending;

    SessionAudit(
            EventSink events,
            RunningTenant tenant,
            String session,
            String peer,
            SessionRights rights,
            InstantSource clock) {
        this.events = events;
        this.tenant = tenant;
        this.session = session;
        this.peer = peer;
        this.rights = rights;
        this.clock = clock;
    }

    /** Records what happened to the session itself. */
    void session(EventType type, ResultStatus status, String detail) throws IOException {
        events.record(AuditEvent.of(clock.instant(), tenant.id(), type, status, session, peer, detail)
                .withToken(rights.jti())
                .withSubject(tenant.liveSignIn()
                        .now()
                        .map(signIn -> signIn.grant().subject())
                        .orElse(null)));
    }

    /** Keeps why we end the session, for its last row: the first reason, since what follows is its consequence. */
    void endsBecause(String why) {
        if (ending == null) {
            ending = why;
        }
    }

    void closed(String why) {
        String ours = ending;
        try {
            session(EventType.CONNECTION_CLOSED, ResultStatus.SUCCESS, ours == null ? why : ours);
        } catch (IOException e) {
            LOG.error("the end of session {} could not be recorded: {}", session, e.getMessage());
        }
    }

    /** Records a call that began and ended here: a refusal, or the lobby's own tool. */
    void wholeCall(RpcLine line, String tool, ResultStatus status, @Nullable String detail) throws IOException {
        events.record(event(
                EventType.TOOL_CALL,
                nextCall(),
                tool,
                argsHash(line),
                status,
                micros(line.scannedAt()),
                line.length(),
                0,
                detail));
    }

    /** Records a reading that was refused. */
    void refusedReading(EventType type, RpcLine line, @Nullable String name, ResultStatus status, String detail)
            throws IOException {
        events.record(event(
                type,
                null,
                name,
                hash(line.member("params")),
                status,
                micros(line.scannedAt()),
                line.length(),
                0,
                detail));
    }

    /** What the audit says of a reading that is let in: one row, before its answer goes back. */
    Call.Audited reading(EventType type, RpcLine line, @Nullable String name, Admission.Admitted admitted) {
        return new Call.Audited(type, null, name, hash(line.member("params")), line.length(), admitted);
    }

    /** What the audit says of a call that is let in. */
    Call.Audited audited(RpcLine line, String tool, long bytesIn, Admission.Admitted admitted) {
        return new Call.Audited(EventType.TOOL_CALL, nextCall(), tool, argsHash(line), bytesIn, admitted);
    }

    /** Records a call's start, before its line goes on. Returns what is to be run when the line has gone. */
    Runnable callStarted(Call.Audited call) throws IOException {
        return events.commit(started(call));
    }

    private AuditEvent started(Call.Audited call) {
        return event(
                EventType.TOOL_CALL_STARTED,
                call.callId(),
                call.tool(),
                call.argsHash(),
                ResultStatus.STARTED,
                -1,
                call.bytesIn(),
                0,
                null);
    }

    /**
     * Records a call's end, before its answer goes back; calls that are not audited have none.
     *
     * @return false when it could not be recorded
     */
    boolean callEnded(Call call, ResultStatus status, long bytesOut, @Nullable String detail) {
        Runnable rest = callEnding(call, status, bytesOut, detail);
        if (rest != null) {
            rest.run();
        }
        return rest != null;
    }

    /** As {@link #callEnded}. Returns what is to be run when the answer has gone; null when it could not be recorded. */
    @Nullable
    Runnable callEnding(Call call, ResultStatus status, long bytesOut, @Nullable String detail) {
        Call.Audited audited = call.audited();
        if (audited == null) {
            return NOTHING;
        }
        audited.admitted().close();
        try {
            return events.commit(event(
                    audited.type(),
                    audited.callId(),
                    audited.tool(),
                    audited.argsHash(),
                    status,
                    micros(call.startNanos()),
                    audited.bytesIn(),
                    bytesOut,
                    detail));
        } catch (IOException e) {
            LOG.error("the end of a call could not be recorded: {}", e.getMessage());
            return null;
        }
    }

    /** At least one: a call that took no time at all would read as one that was not measured. */
    private static long micros(long since) {
        return Math.max(1, (System.nanoTime() - since) / 1000);
    }

    private AuditEvent event(
            EventType type,
            @Nullable String callId,
            @Nullable String tool,
            String argsHash,
            ResultStatus status,
            long micros,
            long bytesIn,
            long bytesOut,
            @Nullable String detail) {
        return new AuditEvent(
                clock.instant(),
                tenant.id(),
                session,
                type,
                tool,
                argsHash,
                status,
                micros,
                peer,
                callId,
                rights.jti(),
                bytesIn,
                bytesOut,
                detail);
    }

    private String nextCall() {
        return session + "." + calls.incrementAndGet();
    }

    private String argsHash(RpcLine line) {
        return hash(line.inner("arguments"));
    }

    private String hash(@Nullable Span arguments) {
        return arguments == null
                ? tenant.liveSignIn().argsHash(NO_ARGUMENTS, 0, 0)
                : tenant.liveSignIn().argsHash(arguments.bytes(), arguments.start(), arguments.length());
    }
}
