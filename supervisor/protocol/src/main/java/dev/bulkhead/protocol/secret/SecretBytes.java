package dev.bulkhead.protocol.secret;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A secret in memory: it prints its length alone, compares in constant time and is zeroed on close.
 *
 * <p>Owns its bytes: what is handed in is taken over, not copied. The garbage collector may have moved the array before, so
 * zeroing shortens the time that a secret lies in memory and promises no more. Safe for any thread; using a closed secret
 * throws {@link IllegalStateException}.
 */
public final class SecretBytes implements AutoCloseable {
    private final byte[] bytes;
    private boolean closed;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes over {@code bytes}: the caller must not touch them again. */
    public static SecretBytes takeOver(byte[] bytes) {
        return new SecretBytes(bytes);
    }

    /** Copies {@code bytes}; the caller stays responsible for its own. */
    public static SecretBytes copyOf(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    public int length() {
        return bytes.length;
    }

    /** Hands the bytes to {@code use} for the length of the call. {@code use} must keep no reference to them. */
    public synchronized <T> T use(Function<byte[], T> use) {
        if (closed) {
            throw new IllegalStateException("the secret was closed");
        }
        return use.apply(bytes);
    }

    /** Returns a copy that lives on its own. */
    public SecretBytes copy() {
        return use(SecretBytes::copyOf);
    }

    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretBytes that && MessageDigest.isEqual(bytes, that.bytes);
    }

    /** One value for all secrets: a hash of the content would tell something about it. */
    @Override
    public int hashCode() {
        return SecretBytes.class.hashCode();
    }

    @Override
    public String toString() {
        return "SecretBytes[" + bytes.length + " bytes]";
    }
}
