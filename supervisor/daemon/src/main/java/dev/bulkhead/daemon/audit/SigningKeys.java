package dev.bulkhead.daemon.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bulkhead.daemon.tenant.StateFile;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The keys that sign checkpoints, one a tenant, all made of one seed: {@code state/checkpoint-signing.key}, made once, its owner's
 * alone. It is no vault's: checkpoints are made while nobody is signed in, too. Safe for any thread.
 */
public final class SigningKeys {
    private static final int SEED_BYTES = 32;

    private final BulkheadHome home;
    private final RandomGenerator random;
    private @Nullable SecretBytes seed;

    public SigningKeys(BulkheadHome home, RandomGenerator random) {
        this.home = home;
        this.random = random;
    }

    /** Returns whose signatures hold under the checkpoints of {@code tenant}. */
    public VerifierKey verifierKey(TenantId tenant) throws IOException {
        return of(tenant).verifierKey();
    }

    /** Returns {@code text} as a note signed by the key of {@code tenant} (C2SP signed-note); it ends with a line feed. */
    public String signed(TenantId tenant, String text) throws IOException {
        return of(tenant).sign(text);
    }

    /** Returns the key that signs the checkpoints of {@code tenant}. */
    CheckpointSigner of(TenantId tenant) throws IOException {
        return new CheckpointSigner(
                Checkpoint.origin(tenant),
                SecretBytes.takeOver(Derivation.of(seed(), "checkpoint", tenant, SEED_BYTES)));
    }

    private synchronized SecretBytes seed() throws IOException {
        SecretBytes known = seed;
        if (known == null) {
            known = readOrMade(home.state().resolve("checkpoint-signing.key"));
            seed = known;
        }
        return known;
    }

    private SecretBytes readOrMade(Path path) throws IOException {
        StateFile file = new StateFile(path);
        var content = file.read();
        if (content.isEmpty()) {
            byte[] made = new byte[SEED_BYTES];
            random.nextBytes(made);
            BulkheadHome.privateFolder(home.state());
            file.write(JsonNodeFactory.instance
                    .objectNode()
                    .put("seed", Base64.getEncoder().encodeToString(made)));
            return SecretBytes.takeOver(made);
        }
        try {
            byte[] read = Base64.getDecoder().decode(content.path("seed").asText());
            if (read.length == SEED_BYTES) {
                return SecretBytes.takeOver(read);
            }
        } catch (IllegalArgumentException e) {
            // Told below: what stands there is not repeated.
        }
        throw new IOException("the key that signs the audit's checkpoints cannot be read: restore " + path
                + " from a backup, or remove it to begin with a new key");
    }
}
