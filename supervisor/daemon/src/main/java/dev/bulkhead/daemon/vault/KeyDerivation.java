package dev.bulkhead.daemon.vault;

import dev.bulkhead.protocol.secret.SecretBytes;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;

/**
 * Runs at most two key derivations at once, in the order in which they were asked for: each takes tens of MiB, and a burst of
 * sign-ins must not take the heap. Blocks; safe for any thread.
 */
final class KeyDerivation {
    private static final int AT_ONCE = 2;

    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final BiFunction<Argon2id, SecretBytes, SecretBytes> function;

    KeyDerivation(BiFunction<Argon2id, SecretBytes, SecretBytes> function) {
        this.function = function;
    }

    SecretBytes derive(Argon2id parameters, SecretBytes passphrase) {
        places.acquireUninterruptibly();
        try {
            return function.apply(parameters, passphrase);
        } finally {
            places.release();
        }
    }
}
