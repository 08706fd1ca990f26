package dev.bulkhead.daemon.vault;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * How a passphrase becomes the key of its slot: Argon2id, version 0x13 (RFC 9106), 32 bytes of output.
 *
 * <p>The file names the cost, and is not trusted before it is opened; so the bounds are checked before anything is computed.
 * Beneath them guessing would be cheap, above them a planted file would take the supervisor's memory.
 *
 * @param memory in KiB
 * @param passes over the memory
 * @param lanes degree of parallelism; all run on the caller's thread
 * @param salt base64url, 16 to 64 bytes
 */
record Argon2id(int memory, int passes, int lanes, String salt) {
    /** What a new vault asks for: about half a second on a desktop of 2026. */
    static final Cost DEFAULT = new Cost(65_536, 3, 4);

    /** The least that OWASP recommends for Argon2id: 19 MiB. */
    static final Cost LEAST = new Cost(19_456, 1, 1);

    /** Two derivations at once at this cost still fit a heap of 768 MiB. */
    static final Cost MOST = new Cost(262_144, 8, 8);

    private static final int SALT_BYTES = 16;
    private static final int MOST_SALT_BYTES = 64;
    private static final int KEY_BYTES = 32;

    record Cost(int memory, int passes, int lanes) {}

    static Argon2id fresh(Cost cost, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new Argon2id(
                cost.memory,
                cost.passes,
                cost.lanes,
                Base64.getUrlEncoder().withoutPadding().encodeToString(salt));
    }

    /** Reads the parameters from a slot's header. */
    static Argon2id parse(Object header, TenantId tenant) throws VaultException {
        if (!(header instanceof Map<?, ?> map) || !map.keySet().equals(Set.of("m", "t", "p", "salt"))) {
            throw VaultException.damaged(tenant, "its passphrase slot does not say how the key is derived");
        }
        if (!(map.get("salt") instanceof String salt) || !isSalt(salt)) {
            throw VaultException.damaged(tenant, "the salt of its passphrase slot is unusable");
        }
        return new Argon2id(
                bounded(map.get("m"), LEAST.memory, MOST.memory, tenant),
                bounded(map.get("t"), LEAST.passes, MOST.passes, tenant),
                bounded(map.get("p"), LEAST.lanes, MOST.lanes, tenant),
                salt);
    }

    private static boolean isSalt(String salt) {
        try {
            int length = Base64.getUrlDecoder().decode(salt).length;
            return length >= SALT_BYTES && length <= MOST_SALT_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int bounded(@Nullable Object value, int least, int most, TenantId tenant) throws VaultException {
        if (value instanceof Long number && number >= least && number <= most) {
            return number.intValue();
        }
        throw VaultException.unsupported(
                tenant,
                "the cost of its key derivation is out of bounds, so it was not computed; it was not written by"
                        + " Bulkhead: restore it from a backup");
    }

    Map<String, Object> toHeader() {
        return Map.of("m", memory, "t", passes, "p", lanes, "salt", salt);
    }

    /** Derives the key; blocks for as long as that takes, with {@link #memory} on the heap. */
    SecretBytes derive(SecretBytes passphrase) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(Base64.getUrlDecoder().decode(salt))
                .build());
        byte[] key = new byte[KEY_BYTES];
        passphrase.use(bytes -> generator.generateBytes(bytes, key));
        return SecretBytes.takeOver(key);
    }
}
