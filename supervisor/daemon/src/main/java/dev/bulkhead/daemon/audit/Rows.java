package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.AuditEvent;
import java.time.Clock;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes rows of events: bounded, numbered and hashed. Belongs to the stream's lock. */
final class Rows {
    /** Longest text of any column; a tool's name comes from the host and may be as long as a line. */
    static final int MOST_CHARS = 4_096;

    static final int MOST_TOOL_CHARS = 256;

    private final Clock clock;
    private final RandomGenerator chance;
    private final EntryHash hash = new EntryHash();

    Rows(Clock clock, RandomGenerator random) {
        this.clock = clock;
        // An event's id is no secret, and asking the kernel for each is a tenth of what a row costs us.
        this.chance = new SplittableRandom(random.nextLong());
    }

    Clock clock() {
        return clock;
    }

    /** Returns the row that {@code event} becomes when it follows {@code head}. */
    AuditEntry after(AuditHead head, AuditEvent event, @Nullable Personal personal) {
        AuditEntry open = new AuditEntry(
                head.seq() + 1,
                eventId(),
                event.timestamp().toEpochMilli(),
                event.tenant().value(),
                bounded(event.sessionId(), MOST_CHARS),
                event.type().wireName(),
                bounded(event.toolName(), MOST_TOOL_CHARS),
                bounded(event.argsHash(), MOST_CHARS),
                event.status().wireName(),
                event.latencyMicros() < 0 ? null : event.latencyMicros(),
                bounded(clear(event.peer()), MOST_CHARS),
                bounded(event.callId(), MOST_CHARS),
                bounded(event.tokenId(), MOST_CHARS),
                event.bytesIn(),
                event.bytesOut(),
                personal == null ? null : hash.of(personal),
                head.entryHash(),
                AuditHead.NO_HASH,
                personal);
        return withHash(open, hash.of(open));
    }

    static AuditEntry withHash(AuditEntry e, String entryHash) {
        return new AuditEntry(
                e.seq(),
                e.eventId(),
                e.timestampMillis(),
                e.tenantId(),
                e.sessionId(),
                e.eventType(),
                e.toolName(),
                e.argsHash(),
                e.resultStatus(),
                e.latencyMicros(),
                e.peer(),
                e.callId(),
                e.tokenId(),
                e.bytesIn(),
                e.bytesOut(),
                e.commitment(),
                e.prevHash(),
                entryHash,
                e.personal());
    }

    /** UUID version 7, RFC 9562 §5.7: the time of recording, then chance. */
    private String eventId() {
        long high = (clock.millis() << 16) | 0x7000L | (chance.nextLong() & 0x0fffL);
        long low = 0x8000_0000_0000_0000L | (chance.nextLong() & 0x3fff_ffff_ffff_ffffL);
        return new UUID(high, low).toString();
    }

    /** What of a peer may stand in clear: {@code 4711 node} of {@code 4711 /home/alice/bin/node}, since folders name people. */
    static @Nullable String clear(@Nullable String peer) {
        if (peer == null) {
            return null;
        }
        int space = peer.indexOf(' ');
        if (space < 1 || !isNumber(peer, space)) {
            return peer;
        }
        int name = Math.max(peer.lastIndexOf('/'), peer.lastIndexOf('\\')) + 1;
        return name <= space ? peer : peer.substring(0, space + 1) + peer.substring(name);
    }

    private static boolean isNumber(String text, int end) {
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Cuts what is too long, marked by an ellipsis; half a surrogate pair would not come back from disk as it went. */
    static @Nullable String bounded(@Nullable String text, int most) {
        if (text == null || text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }
}
