package dev.bulkhead.daemon.tenant;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4), which every Java platform has. Stateless. */
public final class Sha256 {
    private Sha256() {}

    /** Returns a new digest, for one thread at a time. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the 32 bytes of {@code content}. */
    public static byte[] of(byte[] content) {
        return digest().digest(content);
    }
}
