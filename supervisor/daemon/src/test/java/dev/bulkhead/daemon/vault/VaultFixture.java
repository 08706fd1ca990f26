package dev.bulkhead.daemon.vault;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.TreeMap;

/** Vault files as only the format's own code can take them apart and put them together. */
final class VaultFixture {
    private static final SecureRandom RANDOM = new SecureRandom();

    private VaultFixture() {}

    static Slots slots() {
        return new Slots(new KeyDerivation(Argon2id::derive), Argon2id.LEAST, RANDOM);
    }

    static Slots.Opened open(VaultFile file, SecretBytes passphrase) throws VaultException {
        return slots().open(file, new Unlock.Passphrase(passphrase));
    }

    static String sealedKey(VaultFile file) {
        return Objects.requireNonNull(file.keys().get("passphrase"));
    }

    /** Writes a vault as Bulkhead did before slots had keys of their own. */
    static void writeFormat1(Path path, TenantId tenant, SecretBytes passphrase, SecretName name, SecretBytes secret)
            throws Exception {
        var secrets = new TreeMap<SecretName, SecretBytes>();
        secrets.put(name, secret.copy());
        try (SecretBytes dataKey = slots().freshKey(32);
                SecretBytes argsKey = slots().freshKey(32)) {
            var slots = new TreeMap<String, String>();
            slots.put(
                    "passphrase",
                    new PassphraseSlot(new KeyDerivation(Argon2id::derive))
                            .seal(tenant, SlotName.PASSPHRASE, dataKey, passphrase, Argon2id.LEAST, RANDOM));
            var file = new VaultFile(VaultFile.FORMAT_1, tenant, slots, new TreeMap<>(), "", "");
            var body = new VaultBody(1, argsKey, null, secrets);
            Files.write(path, body.seal(file, dataKey, RANDOM).toBytes());
        }
    }

    static SecretBytes bytes(String text) {
        return SecretBytes.takeOver(text.getBytes(StandardCharsets.UTF_8));
    }
}
