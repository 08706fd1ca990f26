package dev.bulkhead.daemon.vault;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * What a passphrase opens: a secret of the vault, sealed under what Argon2id makes of the passphrase. In format 2 that is the private
 * key of the consultant's slot, in format 1 the data key itself.
 */
final class PassphraseSlot {
    private static final Set<String> MEMBERS = Set.of("tenant", "slot", "argon2id");

    private final KeyDerivation derivation;

    PassphraseSlot(KeyDerivation derivation) {
        this.derivation = derivation;
    }

    /** Returns {@code secret}, sealed; blocks for as long as the key derivation takes. */
    String seal(
            TenantId tenant,
            SlotName slot,
            SecretBytes secret,
            SecretBytes passphrase,
            Argon2id.Cost cost,
            SecureRandom random) {
        Argon2id parameters = Argon2id.fresh(cost, random);
        byte[] payload = secret.use(byte[]::clone);
        try (SecretBytes key = derivation.derive(parameters, passphrase)) {
            return Jwe.seal(
                    Map.of("tenant", tenant.value(), "slot", slot.value(), "argon2id", parameters.toHeader()),
                    key,
                    payload,
                    random);
        } finally {
            Arrays.fill(payload, (byte) 0);
        }
    }

    /** Returns what was sealed; blocks for as long as the key derivation takes. */
    SecretBytes open(String sealed, TenantId tenant, SlotName slot, SecretBytes passphrase) throws VaultException {
        Jwe jwe = Jwe.parse(sealed, tenant, Jwe.Way.UNDER_A_KEY, MEMBERS);
        if (!slot.value().equals(jwe.member("slot"))) {
            throw VaultException.damaged(tenant, "its passphrase slot holds another kind of slot");
        }
        Argon2id parameters = Argon2id.parse(jwe.member("argon2id"), tenant);
        try (SecretBytes key = derivation.derive(parameters, passphrase)) {
            return SecretBytes.takeOver(jwe.open(key, wrongPassphrase(tenant)));
        }
    }

    static VaultException wrongPassphrase(TenantId tenant) {
        return VaultException.of(
                VaultException.Reason.WRONG_PASSPHRASE, tenant, "did not open: the passphrase is wrong; try again");
    }
}
