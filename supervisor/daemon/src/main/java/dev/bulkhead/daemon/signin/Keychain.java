package dev.bulkhead.daemon.signin;

import dev.bulkhead.daemon.vault.SlotName;
import dev.bulkhead.daemon.vault.UnlockStore;
import dev.bulkhead.daemon.vault.UnlockStore.Item;
import dev.bulkhead.daemon.vault.Vault;
import dev.bulkhead.daemon.vault.VaultException;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The desktop's keychain as vaults use it: the key of the slot, and beside it the generation of the vault at the last sign-in, which
 * whoever can write the home's files alone cannot lower. Safe for any thread.
 */
public final class Keychain {
    private static final Logger LOG = LoggerFactory.getLogger(Keychain.class);

    private final UnlockStore store;

    Keychain(UnlockStore store) {
        this.store = store;
    }

    /** Returns the tenant's key, which the caller closes. */
    SecretBytes key(TenantId tenant) throws IOException {
        return store.get(tenant, Item.KEY)
                .orElseThrow(() -> new IOException("the keychain has no key of tenant '" + tenant
                        + "': run 'bulkhead vault keychain " + tenant + " on' first"));
    }

    /** Gives {@code vault} a slot that opens with a key of the keychain; where that does not take it, there is no slot. */
    public void add(Vault vault) throws VaultException, IOException {
        try (SecretBytes key = vault.slots().setKey(SlotName.KEYCHAIN)) {
            store.put(vault.tenant(), Item.KEY, key);
            keepGeneration(vault);
        } catch (IOException e) {
            vault.slots().remove(SlotName.KEYCHAIN);
            throw e;
        }
    }

    /** Takes the slot away, and what the keychain has. Returns whether there was a slot. */
    public boolean remove(Vault vault) throws VaultException, IOException {
        boolean had = vault.slots().has(SlotName.KEYCHAIN);
        if (had) {
            vault.slots().remove(SlotName.KEYCHAIN);
            forget(vault.tenant());
        }
        return had;
    }

    private void forget(TenantId tenant) throws IOException {
        store.delete(tenant, Item.KEY);
        store.delete(tenant, Item.GENERATION);
    }

    /** Forgets what the keychain has of a tenant that is no more, as far as there is a keychain. */
    public void forgetErased(TenantId tenant) {
        try {
            forget(tenant);
        } catch (IOException e) {
            LOG.info("the keychain was not asked to forget {}: {}", tenant, e.getMessage());
        }
    }

    /** Refuses a vault that is older than at the last sign-in, and else notes how old it is now. */
    void requireNotOlder(Vault vault) throws VaultException {
        if (!vault.slots().has(SlotName.KEYCHAIN)) {
            return;
        }
        try {
            long mark = generation(vault.tenant());
            if (vault.generation() < mark) {
                throw vault.older(mark);
            }
            keepGeneration(vault);
        } catch (IOException e) {
            // The mark in the home was looked at already; without a keychain, a passphrase must still open.
            LOG.warn("the keychain could not be asked how old the vault of {} is: {}", vault.tenant(), e.getMessage());
        }
    }

    private long generation(TenantId tenant) throws IOException {
        Optional<SecretBytes> kept = store.get(tenant, Item.GENERATION);
        if (kept.isEmpty()) {
            return 0;
        }
        try (SecretBytes number = kept.get()) {
            return Long.parseLong(number.use(bytes -> new String(bytes, StandardCharsets.US_ASCII)));
        } catch (NumberFormatException e) {
            throw new IOException("what it has is no number");
        }
    }

    private void keepGeneration(Vault vault) throws IOException {
        byte[] number = Long.toString(vault.generation()).getBytes(StandardCharsets.US_ASCII);
        try (SecretBytes value = SecretBytes.takeOver(number)) {
            store.put(vault.tenant(), Item.GENERATION, value);
        }
    }

    /** Forgets how old the vault was: the consultant accepts it as it is. */
    void forgetGeneration(Vault vault) throws VaultException {
        if (!vault.slots().has(SlotName.KEYCHAIN)) {
            return;
        }
        try {
            store.delete(vault.tenant(), Item.GENERATION);
        } catch (IOException e) {
            LOG.warn("the keychain still knows a newer vault of {}: {}", vault.tenant(), e.getMessage());
        }
    }
}
