package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.home.TenantId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a stream was at one moment, in C2SP's form (tlog-checkpoint): origin, size, Merkle root, and a line of ours with the newest
 * row's hash and the time. As a {@link Signed} note it proves later that every row up to there is as it was.
 *
 * @param origin {@code bulkhead.dev/audit/<tenant>}
 * @param size the place of the newest row
 * @param root of the tree of RFC 6962 over the rows' hashes, in hex
 * @param head the newest row's hash, in hex
 * @param time when it was made
 * @param before the row before the stream's first one, in the checkpoint that confirms that older ones have left; else null
 */
public record Checkpoint(
        String origin,
        long size,
        String root,
        String head,
        Instant time,
        @Nullable AuditHead before) {
    /** The first word of a signature's line: an em dash and a blank. */
    static final String SIGNATURE = "— ";

    private static final Pattern NOTE = Pattern.compile(
            "((\\S+)\\n([1-9][0-9]{0,17})\\n([A-Za-z0-9+/]{43}=)\\nhead ([0-9a-f]{64}) (\\S{1,40})\\n"
                    + "(?:begins ([1-9][0-9]{0,17}) ([0-9a-f]{64})\\n)?)\\n— (\\S+) ([A-Za-z0-9+/=]{8,200})\\n(?:— .*\\n)*");

    /** One of a stream that begins where it always did. */
    Checkpoint(String origin, long size, String root, String head, Instant time) {
        this(origin, size, root, head, time, null);
    }

    /** What became of a note's signature. */
    public enum Signature {
        GOOD,
        /** It is by the key that it should be by, and does not hold. */
        FALSE,
        /** It is by a key that we do not know. */
        UNKNOWN;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A checkpoint with its signature.
     *
     * @param note the whole text
     * @param text what was signed
     * @param keyName who signed it
     * @param signature key id and signature, in base64
     */
    public record Signed(Checkpoint checkpoint, String note, String text, String keyName, String signature) {
        /** Returns whether the signature is that of {@code key}. */
        public Signature by(VerifierKey key) {
            try {
                byte[][] parts = VerifierKey.split(Base64.getDecoder().decode(signature));
                if (!keyName.equals(key.name())
                        || !HexFormat.of().formatHex(parts[0]).equals(key.id())) {
                    return Signature.UNKNOWN;
                }
                return key.verifies(text, parts[1]) ? Signature.GOOD : Signature.FALSE;
            } catch (IllegalArgumentException e) {
                return Signature.FALSE;
            }
        }
    }

    static String origin(TenantId tenant) {
        return "bulkhead.dev/audit/" + tenant;
    }

    /** Returns the text that is signed. */
    String text() {
        return origin + "\n" + size + "\n"
                + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(root)) + "\nhead " + head + " "
                + time.truncatedTo(ChronoUnit.MILLIS) + "\n"
                + (before == null ? "" : "begins " + (before.seq() + 1) + " " + before.entryHash() + "\n");
    }

    /** Reads one note; empty where it is none of ours. */
    static Optional<Signed> parse(String note) {
        Matcher parts = NOTE.matcher(note);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            Checkpoint checkpoint = new Checkpoint(
                    parts.group(2),
                    Long.parseLong(parts.group(3)),
                    HexFormat.of().formatHex(Base64.getDecoder().decode(parts.group(4))),
                    parts.group(5),
                    Instant.parse(parts.group(6)),
                    parts.group(7) == null ? null : new AuditHead(Long.parseLong(parts.group(7)) - 1, parts.group(8)));
            return Optional.of(new Signed(checkpoint, note, parts.group(1), parts.group(9), parts.group(10)));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }
}
