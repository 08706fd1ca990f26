package dev.bulkhead.daemon.vault;

import java.security.SecureRandom;

/** Vaults at the least cost that the format allows: for tests whose promise is not the key derivation's. */
public final class CheapVaults {
    private CheapVaults() {}

    public static Vaults create() {
        return create(HighWater.none());
    }

    /** Remembers generations by {@code marks}. */
    public static Vaults create(HighWater marks) {
        return new Vaults(new SecureRandom(), Argon2id.LEAST, new KeyDerivation(Argon2id::derive), marks);
    }

    /** Runs {@code before} in the place of each key derivation, within the bound on how many there are at once. */
    public static Vaults create(Runnable before) {
        KeyDerivation derivation = new KeyDerivation((parameters, passphrase) -> {
            before.run();
            return parameters.derive(passphrase);
        });
        return new Vaults(new SecureRandom(), Argon2id.LEAST, derivation, HighWater.none());
    }
}
