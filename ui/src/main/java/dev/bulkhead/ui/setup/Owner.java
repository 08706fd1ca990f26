package dev.bulkhead.ui.setup;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.util.List;
import java.util.Optional;

/** Whose credentials and servers are set up, and whether their passphrase is at hand. JavaFX thread. */
interface Owner {
    TenantId tenant();

    /** The names of the credentials in the vault, as far as they are known. */
    List<String> secrets();

    /** A copy for one request, which closes it; empty where it has to be typed for each. */
    Optional<SecretBytes> passphrase();

    /** A client that is there already: who changes it types the passphrase each time that it is asked for. */
    record Existing(TenantId tenant, List<String> secrets) implements Owner {
        @Override
        public Optional<SecretBytes> passphrase() {
            return Optional.empty();
        }
    }
}
