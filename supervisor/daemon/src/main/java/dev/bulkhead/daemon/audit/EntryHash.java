package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Computes the hashes of rows and of what stands beside them: SHA-256 over one byte that says what is hashed, and every field
 * behind its length, as {@code supervisor/docs/audit-format.md} lays it out.
 *
 * <p>A length of -1 is null, so that null, empty text and text that swallows its neighbour give three different hashes. One
 * instance belongs to one thread at a time; it keeps its buffer, since a verifier hashes millions of rows.
 */
final class EntryHash {
    /** What is hashed is a row of the chain. */
    static final byte ROW = 1;

    /** What is hashed is what stands beside a row. */
    static final byte PERSONAL = 2;

    static final int BYTES = 32;
    private static final int NULL = -1;

    private final MessageDigest digest = Sha256.digest();
    private byte[] buffer = new byte[2_048];
    private int length;

    /** Returns the hash that {@code entry} must have, whatever it says itself. */
    String of(AuditEntry entry) {
        begin(ROW);
        integer(entry.seq());
        text(entry.eventId());
        integer(entry.timestampMillis());
        text(entry.tenantId());
        text(entry.sessionId());
        text(entry.eventType());
        text(entry.toolName());
        text(entry.argsHash());
        text(entry.resultStatus());
        integerOrNull(entry.latencyMicros());
        text(entry.peer());
        text(entry.callId());
        text(entry.tokenId());
        integer(entry.bytesIn());
        integer(entry.bytesOut());
        hex(entry.commitment());
        hex(entry.prevHash());
        return HexFormat.of().formatHex(end());
    }

    /** Returns what the row of {@code personal} must hold as its commitment. */
    String of(Personal personal) {
        begin(PERSONAL);
        text(personal.subjectRef());
        hex(personal.salt());
        text(personal.form());
        text(personal.content());
        return HexFormat.of().formatHex(end());
    }

    /** Begins a hash; the fields follow in their order, then {@link #end}. */
    void begin(byte what) {
        length = 0;
        room(1);
        buffer[length++] = what;
    }

    byte[] end() {
        digest.update(buffer, 0, length);
        return digest.digest();
    }

    void integer(long value) {
        number(Long.BYTES);
        room(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (value >>> shift);
        }
    }

    void integerOrNull(@Nullable Long value) {
        if (value == null) {
            number(NULL);
        } else {
            integer(value);
        }
    }

    void text(@Nullable String value) {
        bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    private void hex(@Nullable String value) {
        bytes(value == null ? null : HexFormat.of().parseHex(value));
    }

    void bytes(byte @Nullable [] value) {
        if (value == null) {
            number(NULL);
            return;
        }
        number(value.length);
        room(value.length);
        System.arraycopy(value, 0, buffer, length, value.length);
        length += value.length;
    }

    private void number(int value) {
        room(Integer.BYTES);
        for (int shift = 24; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (value >>> shift);
        }
    }

    private void room(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
