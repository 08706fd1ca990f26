package dev.bulkhead.daemon.vault;

import dev.bulkhead.daemon.vault.VaultException.Reason;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

/**
 * The ways to open one open vault. Each change makes a new data key and seals it to every slot: an old copy of the file, and what
 * opened that, opens nothing that is written from then on. Safe for any thread; a key derivation keeps nobody else waiting.
 */
public final class VaultSlots {
    private final Vault vault;
    private final Slots slots;

    VaultSlots(Vault vault, Slots slots) {
        this.vault = vault;
        this.slots = slots;
    }

    /**
     * A way to open the vault.
     *
     * @param fingerprint of its public key, in fours of hex digits; empty in format 1, which has none
     */
    public record Slot(SlotName name, String fingerprint) {}

    /** Returns the slots, by name. */
    public List<Slot> all() throws VaultException {
        return of(vault.file());
    }

    static List<Slot> of(VaultFile file) throws VaultException {
        if (file.version() == VaultFile.FORMAT_1) {
            return List.of(new Slot(SlotName.PASSPHRASE, ""));
        }
        return Slots.of(file).values().stream()
                .map(slot -> new Slot(slot.name(), SlotKey.fingerprint(slot.key())))
                .toList();
    }

    /** Returns whether there is a slot of that name. */
    public boolean has(SlotName slot) throws VaultException {
        return all().stream().anyMatch(each -> each.name().equals(slot));
    }

    /**
     * Makes one of format 2 of a vault of format 1, so that its slots can change; of another nothing. Blocks for a key derivation.
     *
     * @param passphrase the vault's, which the caller has verified; stays the caller's
     */
    public void upgrade(SecretBytes passphrase) throws VaultException {
        if (vault.file().version() != VaultFile.FORMAT_1) {
            return;
        }
        SecretBytes sealKey = slots.freshKey(SlotKey.SEAL_KEY_BYTES);
        Slots.Prepared first = slots.ofPassphrase(vault.tenant(), SlotName.PASSPHRASE, sealKey, passphrase);
        try {
            vault.reseal(
                    file -> {
                        if (file.version() != VaultFile.FORMAT_1) {
                            throw VaultException.of(
                                    Reason.CHANGED, file.tenant(), "was changed at the same time; repeat this");
                        }
                        return List.of(first);
                    },
                    sealKey);
        } catch (VaultException e) {
            sealKey.close();
            throw e;
        }
    }

    /**
     * Adds a consultant's passphrase, or exchanges it for {@code passphrase}. Blocks for a key derivation.
     *
     * @param passphrase stays the caller's
     * @throws VaultException {@code REFUSED}, {@code CHANGED}, {@code NOT_READ}, {@code NOT_WRITTEN} or {@code CLOSED}
     */
    public void setPassphrase(SlotName slot, SecretBytes passphrase) throws VaultException {
        if (!slot.isPassphrase()) {
            throw new IllegalArgumentException("no passphrase opens the slot " + slot);
        }
        TenantId tenant = vault.tenant();
        NewPassphrase.require(passphrase, tenant);
        // Two of the same would make it a matter of chance whose sign-in it is.
        if (vault.verify(passphrase)) {
            throw VaultException.of(Reason.REFUSED, tenant, "opens with that passphrase already; choose another");
        }
        try (SecretBytes sealKey = sealKey()) {
            put(slots.ofPassphrase(tenant, slot, sealKey, passphrase));
        }
    }

    /**
     * Adds the slot of a key that is kept outside of the vault, or exchanges its key.
     *
     * @return the private key, as one line of JSON, which the caller closes; it is kept nowhere
     */
    public SecretBytes setKey(SlotName slot) throws VaultException {
        if (slot.isPassphrase()) {
            throw new IllegalArgumentException("a passphrase opens the slot " + slot);
        }
        try (SecretBytes sealKey = sealKey();
                SlotKey key = slots.freshPair(sealKey)) {
            put(new Slots.Prepared(slot, key.key().toPublicJWK(), null));
            return key.text();
        }
    }

    private SecretBytes sealKey() throws VaultException {
        return vault.sealKey()
                .orElseThrow(
                        () -> new IllegalStateException("a vault of format 1 is upgraded before its slots change"));
    }

    private void put(Slots.Prepared slot) throws VaultException {
        vault.reseal(
                file -> {
                    SortedMap<SlotName, Slots.Prepared> all = Slots.of(file);
                    all.put(slot.name(), slot);
                    if (all.size() > VaultFile.MOST_SLOTS) {
                        throw VaultException.of(
                                Reason.REFUSED,
                                file.tenant(),
                                "has at most " + VaultFile.MOST_SLOTS
                                        + " slots; remove one first: bulkhead vault remove-slot " + file.tenant()
                                        + " CONSULTANT");
                    }
                    return all.values();
                },
                null);
    }

    /**
     * Removes a slot: what opened it opens nothing that is written from now on. The last passphrase stays.
     *
     * @throws VaultException {@code NO_SUCH_SLOT}, {@code REFUSED}, {@code CHANGED}, {@code NOT_READ}, {@code NOT_WRITTEN} or {@code
     *     CLOSED}
     */
    public void remove(SlotName slot) throws VaultException {
        vault.reseal(file -> without(slot, file), null);
    }

    private static Collection<Slots.Prepared> without(SlotName slot, VaultFile file) throws VaultException {
        SortedMap<SlotName, Slots.Prepared> all = Slots.of(file);
        if (all.remove(slot) == null) {
            throw VaultException.of(
                    Reason.NO_SUCH_SLOT,
                    file.tenant(),
                    "has no slot of '" + slot.owner() + "': see 'bulkhead vault slots " + file.tenant() + "'");
        }
        if (all.keySet().stream().noneMatch(SlotName::isPassphrase)) {
            throw VaultException.of(
                    Reason.REFUSED,
                    file.tenant(),
                    "would have no passphrase left; add another with 'bulkhead vault add-passphrase' first");
        }
        return all.values();
    }

    /** Makes a new data key for the same slots, as each change of slots does by itself. */
    public void rotate() throws VaultException {
        vault.reseal(file -> Slots.of(file).values(), null);
    }
}
