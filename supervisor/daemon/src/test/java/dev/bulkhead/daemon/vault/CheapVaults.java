package dev.bulkhead.daemon.vault;

import java.security.SecureRandom;

/** Vaults at the least cost that the format allows: for tests whose promise is not the key derivation's. */
public final class CheapVaults {
    private CheapVaults() {}

    public static Vaults create() {
        return new Vaults(new SecureRandom(), Argon2id.LEAST, new KeyDerivation(Argon2id::derive));
    }

    /** Runs {@code before} in the place of each key derivation, within the bound on how many there are at once. */
    public static Vaults create(Runnable before) {
        return new Vaults(new SecureRandom(), Argon2id.LEAST, new KeyDerivation((parameters, passphrase) -> {
            before.run();
            return parameters.derive(passphrase);
        }));
    }
}
