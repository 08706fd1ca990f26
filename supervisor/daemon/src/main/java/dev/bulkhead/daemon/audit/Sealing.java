package dev.bulkhead.daemon.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.StateFile;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How what is personal in one tenant's events is sealed now: under the keys of its vault while it is signed in, else to the public
 * key that stands in {@code state/audit-keys/<tenant>.json}. Safe for any thread; never waits for the stream or its disk.
 */
final class Sealing implements Personal.Opener {
    private static final Logger LOG = LoggerFactory.getLogger(Sealing.class);
    private static final int SALT_BYTES = 32;
    private static final String PUBLIC_KEY = "public_key";
    private static final String WITHHELD =
            "{\"withheld\":\"the tenant had no key yet that this could have been sealed under\"}";

    /** Their detail is JSON that names nobody, and that every verifier has to read. */
    private static final Set<EventType> IN_CLEAR = Set.of(EventType.PERSONAL_ERASED, EventType.SEGMENTS_REMOVED);

    private static final Set<EventType> OF_A_CALL = Set.of(
            EventType.TOOL_CALL,
            EventType.TOOL_CALL_STARTED,
            EventType.RESOURCE_READ,
            EventType.RESOURCE_SUBSCRIBED,
            EventType.PROMPT_READ,
            EventType.COMPLETION_ASKED);

    private final StateFile file;
    private final Path folder;
    private final RandomGenerator random;
    private volatile @Nullable StreamKeys keys;
    private volatile @Nullable ECKey publicKey;

    /** @param file where the public key is kept; its folder is made when it is needed */
    Sealing(Path file, RandomGenerator random) {
        this.file = new StateFile(file);
        this.folder = Objects.requireNonNull(file.getParent());
        this.random = random;
        this.publicKey = readPublicKey();
    }

    private @Nullable ECKey readPublicKey() {
        try {
            JsonNode read = file.read().path(PUBLIC_KEY);
            return read.isObject() ? publicKeyOf(read.toString()) : null;
        } catch (IOException e) {
            LOG.warn("the public key of an audit stream cannot be read: {}", e.getMessage());
            return null;
        }
    }

    private static ECKey publicKeyOf(String jwk) throws IOException {
        try {
            return ECKey.parse(jwk).toPublicJWK();
        } catch (ParseException | IllegalStateException e) {
            throw new IOException("it is no public key", e);
        }
    }

    /**
     * Seals under {@code fresh} from now on, which it takes over.
     *
     * @return false where rows were sealed to another vault's key until now
     * @throws IOException when the public key could not be kept
     */
    synchronized boolean begin(StreamKeys fresh) throws IOException {
        ECKey before = publicKey;
        boolean same = fresh.publicKey().equals(before);
        if (!same || file.read().path(PUBLIC_KEY).isMissingNode()) {
            BulkheadHome.privateFolder(folder);
            ObjectNode content = JsonNodeFactory.instance.objectNode();
            fresh.publicKey()
                    .toJSONObject()
                    .forEach((name, value) -> content.withObject(PUBLIC_KEY).put(name, String.valueOf(value)));
            file.write(content);
            publicKey = fresh.publicKey();
        }
        end();
        keys = fresh;
        return same || before == null;
    }

    /** The keys go; rows are sealed to the public key from now on. */
    synchronized void end() {
        StreamKeys was = keys;
        keys = null;
        if (was != null) {
            was.close();
        }
    }

    /** Returns whether the tenant's keys are here. */
    boolean isOpen() {
        return keys != null;
    }

    /** Returns the public key as a JWK in one line, or null while there is none. */
    @Nullable
    String publicKey() {
        ECKey now = publicKey;
        return now == null ? null : now.toJSONString();
    }

    /** Takes the key that a segment names, where the file is gone. */
    void otherwise(@Nullable String jwk) throws IOException {
        if (publicKey == null && jwk != null) {
            publicKey = publicKeyOf(jwk);
        }
    }

    /** Returns what is personal in {@code event}, sealed; empty where nothing is. */
    Optional<Personal> of(AuditEvent event) {
        byte[] salt = new byte[SALT_BYTES];
        if (IN_CLEAR.contains(event.type())) {
            random.nextBytes(salt);
            return Optional.of(new Personal(
                    null, HexFormat.of().formatHex(salt), Personal.JSON, Objects.requireNonNull(event.detail())));
        }
        Personal.Opened open = personal(event);
        if (open.isNothing()) {
            return Optional.empty();
        }
        random.nextBytes(salt);
        return Optional.of(sealed(open, HexFormat.of().formatHex(salt)));
    }

    /** The row of a call that went well says nothing personal: who and by what stands once in its session's first row. */
    private static Personal.Opened personal(AuditEvent event) {
        String detail = Rows.bounded(event.detail(), Rows.MOST_CHARS);
        String subject = Rows.bounded(event.subject(), Rows.MOST_CHARS);
        String peer = Objects.equals(event.peer(), Rows.clear(event.peer()))
                ? null
                : Rows.bounded(event.peer(), Rows.MOST_CHARS);
        if (detail == null && subject == null && OF_A_CALL.contains(event.type())) {
            return Personal.Opened.NOTHING;
        }
        return new Personal.Opened(subject, peer, detail);
    }

    private Personal sealed(Personal.Opened open, String salt) {
        byte[] json = open.toJson();
        for (StreamKeys now = keys; now != null; now = keys) {
            try {
                String ref = open.subject() == null ? null : now.subjectRef(open.subject());
                return new Personal(ref, salt, Personal.JWE, now.seal(json));
            } catch (IllegalStateException e) {
                // Closed in between by a sign-out; the next look finds what counts now.
                if (now == keys) {
                    throw e;
                }
            }
        }
        ECKey to = publicKey;
        if (to == null) {
            return new Personal(null, salt, Personal.JSON, WITHHELD);
        }
        return new Personal(null, salt, Personal.JWE, PersonalJwe.sealTo(to, json));
    }

    @Override
    public Personal.@Nullable Opened open(Personal personal) {
        StreamKeys now = keys;
        return now == null ? null : now.open(personal);
    }
}
