package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names the arguments of a call without telling them: HMAC-SHA-256 under a key of the tenant (RFC 2104).
 *
 * <p>A plain hash of short arguments could be guessed by trying. Safe for any thread; costs one small array and the text a
 * call. The JDK keeps a copy of the key that nobody can zero, until this object is collected.
 */
public final class ArgsHash implements AutoCloseable {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "hmac-sha256:";
    private static final int HASH_BYTES = 32;

    private final ConcurrentLinkedQueue<Mac> idle = new ConcurrentLinkedQueue<>();
    private final SecretBytes key;
    private volatile boolean closed;

    /** Takes a copy of {@code key}; the caller stays responsible for its own. */
    public ArgsHash(SecretBytes key) {
        if (key.length() < HASH_BYTES) {
            throw new IllegalArgumentException("a key of " + key.length() + " bytes: " + HASH_BYTES + " are needed");
        }
        this.key = key.copy();
    }

    /** Returns {@code hmac-sha256:<hex>} of the bytes as they were sent. Throws {@link IllegalStateException} when closed. */
    public String of(byte[] line, int offset, int length) {
        if (closed) {
            throw new IllegalStateException("the key was closed");
        }
        Mac reused = idle.poll();
        Mac mac = reused == null ? keyed() : reused;
        byte[] hash = new byte[HASH_BYTES];
        try {
            mac.update(line, offset, length);
            mac.doFinal(hash, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("SHA-256 has 32 bytes", e);
        }
        idle.add(mac);
        return PREFIX + HexFormat.of().formatHex(hash);
    }

    private Mac keyed() {
        return key.use(bytes -> {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(bytes, ALGORITHM));
                return mac;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        key.close();
        idle.clear();
    }
}
