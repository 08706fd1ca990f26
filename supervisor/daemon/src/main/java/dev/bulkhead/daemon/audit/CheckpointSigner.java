package dev.bulkhead.daemon.audit;

import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Signs the checkpoints of one tenant. Safe for any thread; one signature takes a fraction of a millisecond. */
final class CheckpointSigner {
    private final SecretBytes key;
    private final VerifierKey verifierKey;

    CheckpointSigner(String name, SecretBytes key) {
        this.key = key;
        byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
        key.use(bytes -> {
            Ed25519.generatePublicKey(bytes, 0, publicKey, 0);
            return true;
        });
        this.verifierKey = new VerifierKey(name, HexFormat.of().formatHex(publicKey));
    }

    VerifierKey verifierKey() {
        return verifierKey;
    }

    /** Returns {@code text} as a signed note (C2SP signed-note): itself, an empty line, and the signature's line. */
    String sign(String text) {
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        key.use(bytes -> {
            Ed25519.sign(bytes, 0, message, 0, message.length, signature, 0);
            return true;
        });
        byte[] id = HexFormat.of().parseHex(verifierKey.id());
        byte[] both = ByteBuffer.allocate(id.length + signature.length)
                .put(id)
                .put(signature)
                .array();
        return text + "\n" + Checkpoint.SIGNATURE + verifierKey.name() + " "
                + Base64.getEncoder().encodeToString(both) + "\n";
    }
}
