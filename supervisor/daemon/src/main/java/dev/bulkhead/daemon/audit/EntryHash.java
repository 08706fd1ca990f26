package dev.bulkhead.daemon.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Computes the hash of a row: SHA-256 over a version byte and every field, each behind its length, as
 * {@code supervisor/docs/audit-format.md} lays it out.
 *
 * <p>A length of -1 is null, so that null, empty text and text that swallows its neighbour give three different hashes. One
 * instance belongs to one thread at a time.
 */
final class EntryHash {
    static final byte VERSION = 1;
    private static final int NULL = -1;

    private final MessageDigest digest = sha256();
    private final ByteBuffer number = ByteBuffer.allocate(12);

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the hash that {@code entry} must have, whatever it says itself. */
    String of(AuditEntry entry) {
        digest.reset();
        digest.update(VERSION);
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
        text(entry.detail());
        bytes(HexFormat.of().parseHex(entry.prevHash()));
        return HexFormat.of().formatHex(digest.digest());
    }

    private void integer(long value) {
        number.clear().putInt(Long.BYTES).putLong(value);
        digest.update(number.array(), 0, 12);
    }

    private void integerOrNull(@Nullable Long value) {
        if (value == null) {
            length(NULL);
        } else {
            integer(value);
        }
    }

    private void text(@Nullable String value) {
        if (value == null) {
            length(NULL);
        } else {
            bytes(value.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void bytes(byte[] value) {
        length(value.length);
        digest.update(value);
    }

    private void length(int value) {
        number.clear().putInt(value);
        digest.update(number.array(), 0, Integer.BYTES);
    }
}
