package dev.bulkhead.daemon.vault;

import dev.bulkhead.daemon.vault.VaultException.Reason;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;

/** The floor under new passphrases. What is above it and still weak, the command line says; old ones open as they are. */
final class NewPassphrase {
    static final int LEAST_CHARACTERS = 8;
    static final int MOST_BYTES = 1024;

    private NewPassphrase() {}

    static void require(SecretBytes passphrase, TenantId tenant) throws VaultException {
        requireBounds(passphrase, tenant);
        if (characters(passphrase) < LEAST_CHARACTERS) {
            throw VaultException.of(
                    Reason.REFUSED,
                    tenant,
                    "needs a passphrase of at least " + LEAST_CHARACTERS
                            + " characters, since whoever copies the file can try shorter ones; 14 characters or six random"
                            + " words are good");
        }
    }

    static void requireBounds(SecretBytes passphrase, TenantId tenant) throws VaultException {
        if (passphrase.length() == 0 || passphrase.length() > MOST_BYTES) {
            throw VaultException.of(
                    Reason.REFUSED,
                    tenant,
                    "needs a passphrase of 1 to " + MOST_BYTES + " bytes; six random words are a good one");
        }
    }

    /** Of UTF-8: every byte but those that go on with a character. */
    private static int characters(SecretBytes passphrase) {
        return passphrase.use(bytes -> {
            int count = 0;
            for (byte each : bytes) {
                if ((each & 0xC0) != 0x80) {
                    count++;
                }
            }
            return count;
        });
    }
}
