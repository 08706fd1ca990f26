package dev.bulkhead.daemon.vault;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** The slot that opens with the passphrase: it holds the vault's data key, sealed under what Argon2id makes of the passphrase. */
final class PassphraseSlot {
    static final String NAME = "passphrase";
    static final int KEY_BYTES = 32;

    private final KeyDerivation derivation;

    PassphraseSlot(KeyDerivation derivation) {
        this.derivation = derivation;
    }

    String seal(TenantId tenant, SecretBytes dataKey, SecretBytes passphrase, Argon2id.Cost cost, SecureRandom random) {
        Argon2id parameters = Argon2id.fresh(cost, random);
        byte[] payload = dataKey.use(byte[]::clone);
        try (SecretBytes key = derivation.derive(parameters, passphrase)) {
            return Jwe.seal(
                    Map.of("tenant", tenant.value(), "slot", NAME, "argon2id", parameters.toHeader()),
                    key,
                    payload,
                    random);
        } finally {
            Arrays.fill(payload, (byte) 0);
        }
    }

    /** Returns the data key; blocks for as long as the key derivation takes. */
    SecretBytes open(String slot, TenantId tenant, SecretBytes passphrase) throws VaultException {
        Jwe jwe = Jwe.parse(slot, tenant, Set.of("tenant", "slot", "argon2id"));
        if (!NAME.equals(jwe.member("slot"))) {
            throw VaultException.damaged(tenant, "its passphrase slot holds another kind of slot");
        }
        Argon2id parameters = Argon2id.parse(jwe.member("argon2id"), tenant);
        try (SecretBytes key = derivation.derive(parameters, passphrase)) {
            SecretBytes dataKey = SecretBytes.takeOver(jwe.open(key, wrongPassphrase(tenant)));
            if (dataKey.length() != KEY_BYTES) {
                dataKey.close();
                throw VaultException.damaged(tenant, "the key in its passphrase slot has a wrong length");
            }
            return dataKey;
        }
    }

    private static VaultException wrongPassphrase(TenantId tenant) {
        return VaultException.of(
                VaultException.Reason.WRONG_PASSPHRASE, tenant, "did not open: the passphrase is wrong; try again");
    }
}
