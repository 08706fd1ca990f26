package dev.bulkhead.daemon.vault;

import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.util.Optional;

/**
 * The desktop's own keychain: where a tenant's slot {@link SlotName#KEYCHAIN} has its key. While the desktop is unlocked, every process of
 * the user can read it, which is why it is only used where the consultant asks for it. Calls block, for seconds at most; safe for any
 * thread.
 */
public interface UnlockStore {
    /** What is kept of a tenant. */
    enum Item {
        /** The private key of the slot. */
        KEY,
        /** The generation of the vault at the last sign-in. */
        GENERATION
    }

    /** Keeps a copy of {@code value}, in place of what was kept. */
    void put(TenantId tenant, Item item, SecretBytes value) throws IOException;

    /** Returns what is kept, which the caller closes; none where there is nothing. */
    Optional<SecretBytes> get(TenantId tenant, Item item) throws IOException;

    /** Forgets what is kept; nothing happens where there is nothing. */
    void delete(TenantId tenant, Item item) throws IOException;

    /** Returns a store that says {@code why} it cannot be used. */
    static UnlockStore unavailable(String why) {
        return new UnlockStore() {
            @Override
            public void put(TenantId tenant, Item item, SecretBytes value) throws IOException {
                throw new IOException(why);
            }

            @Override
            public Optional<SecretBytes> get(TenantId tenant, Item item) throws IOException {
                throw new IOException(why);
            }

            @Override
            public void delete(TenantId tenant, Item item) throws IOException {
                throw new IOException(why);
            }
        };
    }
}
