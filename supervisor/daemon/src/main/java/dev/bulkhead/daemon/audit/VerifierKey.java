package dev.bulkhead.daemon.audit;

import dev.bulkhead.daemon.tenant.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Whose signatures under checkpoints hold: a name and an Ed25519 public key, in C2SP's form of a verifier key (signed-note,
 * "vkey"). Immutable.
 *
 * @param name the origin of the checkpoints that it signs
 * @param publicKey 32 bytes in hex
 */
public record VerifierKey(String name, String publicKey) {
    /** C2SP signed-note: the signature type of Ed25519. */
    private static final byte ED25519 = 1;

    private static final int ID_BYTES = 4;

    /** Returns the first four bytes of SHA-256 over the name, a line feed, the type and the key, in hex. */
    String id() {
        MessageDigest digest = Sha256.digest();
        digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(typed());
        return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
    }

    private byte[] typed() {
        byte[] key = HexFormat.of().parseHex(publicKey);
        byte[] typed = new byte[key.length + 1];
        typed[0] = ED25519;
        System.arraycopy(key, 0, typed, 1, key.length);
        return typed;
    }

    /** Returns whether {@code signature} is this key's under {@code text}. */
    boolean verifies(String text, byte[] signature) {
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, HexFormat.of().parseHex(publicKey), 0, message, 0, message.length);
    }

    /** {@code bulkhead.dev/audit/acme+1a2b3c4d+AQ…}: what other verifiers of checkpoints take. */
    @Override
    public String toString() {
        return name + "+" + id() + "+" + Base64.getEncoder().encodeToString(typed());
    }

    /** Returns the id and the signature of a signature line's base64. */
    static byte[][] split(byte[] idAndSignature) {
        return new byte[][] {
            Arrays.copyOf(idAndSignature, ID_BYTES), Arrays.copyOfRange(idAndSignature, ID_BYTES, idAndSignature.length)
        };
    }
}
