package dev.bulkhead.daemon.vault;

import dev.bulkhead.daemon.tenant.DurableFile;
import dev.bulkhead.daemon.tenant.Sha256;
import dev.bulkhead.daemon.vault.VaultException.Reason;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Creates, opens and exchanges vault files, formats 1 and 2 of {@code supervisor/docs/vault-format.md}.
 *
 * <p>Opening derives a key from the passphrase: about half a second and 64 MiB, at most two at once for all tenants, the rest
 * waits its turn. A tenant's vault is to be open once at a time; sign-in sees to that. Safe for any thread.
 */
public final class Vaults {
    private final Slots slots;
    private final HighWater marks;

    public Vaults(SecureRandom random, HighWater marks) {
        this(random, Argon2id.DEFAULT, new KeyDerivation(Argon2id::derive), marks);
    }

    /** For tests whose promise is not the key derivation's. */
    Vaults(SecureRandom random, Argon2id.Cost cost, KeyDerivation derivation, HighWater marks) {
        this.slots = new Slots(derivation, cost, random);
        this.marks = marks;
    }

    /**
     * Creates an empty vault at {@code path}, whose folder exists; the caller opens it with {@link #open}.
     *
     * @param passphrase UTF-8 as typed, not normalised, 8 characters to 1024 bytes; stays the caller's
     * @throws VaultException {@code EXISTS}, {@code REFUSED} or {@code NOT_WRITTEN}; then no file was left behind
     */
    public void create(Path path, TenantId tenant, SecretBytes passphrase) throws VaultException {
        create(path, tenant, passphrase, auditSecret -> {});
    }

    /** As {@link #create(Path, TenantId, SecretBytes)}, and shows {@code made} the audit secret, which it may copy. */
    public void create(Path path, TenantId tenant, SecretBytes passphrase, Consumer<SecretBytes> made)
            throws VaultException {
        requireAbsent(path, tenant);
        NewPassphrase.require(passphrase, tenant);
        byte[] content;
        try (SecretBytes dataKey = slots.freshKey(Slots.DATA_KEY_BYTES);
                SecretBytes sealKey = slots.freshKey(SlotKey.SEAL_KEY_BYTES);
                SecretBytes argsKey = slots.freshKey(VaultBody.ARGS_KEY_BYTES);
                SecretBytes auditSecret = slots.freshKey(VaultBody.AUDIT_SECRET_BYTES)) {
            Slots.Prepared slot = slots.ofPassphrase(tenant, SlotName.PASSPHRASE, sealKey, passphrase);
            VaultFile file = slots.seal(tenant, List.of(slot), dataKey);
            var secrets = new TreeMap<SecretName, SecretBytes>();
            secrets.put(SecretName.AUDIT, auditSecret);
            content = new VaultBody(1, argsKey, sealKey, secrets)
                    .seal(file, dataKey, slots.random())
                    .toBytes();
            made.accept(auditSecret);
        }
        // The derivation above takes long, so others may have created it meanwhile.
        synchronized (this) {
            requireAbsent(path, tenant);
            try {
                DurableFile.replace(path, content);
                marks.reset(tenant, 1);
            } catch (IOException e) {
                throw VaultException.of(
                        Reason.NOT_WRITTEN, tenant, "could not be created at " + path + ": " + e.getMessage(), e);
            }
        }
    }

    private static void requireAbsent(Path path, TenantId tenant) throws VaultException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw VaultException.of(
                    Reason.EXISTS, tenant, "exists already at " + path + "; remove the tenant first, or sign in to it");
        }
    }

    /** {@link #open(Path, TenantId, Unlock)} with a passphrase, which stays the caller's. */
    public Vault open(Path path, TenantId tenant, SecretBytes passphrase) throws VaultException {
        return open(path, tenant, new Unlock.Passphrase(passphrase));
    }

    /**
     * Opens the vault at {@code path}; the caller closes it. Blocks for the key derivation, and removes what a crash in the
     * middle of a write has left beside the file.
     *
     * @throws VaultException for every reason but {@code EXISTS}, {@code CHANGED}, {@code CLOSED} and {@code NOT_WRITTEN}
     */
    public Vault open(Path path, TenantId tenant, Unlock unlock) throws VaultException {
        return open(path, tenant, unlock, Age.AS_LAST_USED);
    }

    /** As {@link #open(Path, TenantId, Unlock)}, whatever the mark says: {@link #accept} puts it to this vault's generation. */
    public Vault openOlder(Path path, TenantId tenant, Unlock unlock) throws VaultException {
        return open(path, tenant, unlock, Age.ANY);
    }

    /** From now on {@code vault} is the newest. */
    public void accept(Vault vault) throws IOException {
        marks.reset(vault.tenant(), vault.generation());
    }

    private enum Age {
        AS_LAST_USED,
        ANY
    }

    private Vault open(Path path, TenantId tenant, Unlock unlock, Age age) throws VaultException {
        byte[] content = read(path, tenant);
        VaultFile file = VaultFile.parse(content, tenant);
        if (unlock instanceof Unlock.Passphrase(SecretBytes passphrase)) {
            NewPassphrase.requireBounds(passphrase, tenant);
        }
        try (Slots.Opened opened = slots.open(file, unlock)) {
            if (opened.sealKey() != null) {
                file.requireSeal(opened.sealKey());
            }
            VaultBody body = VaultBody.open(file, opened.dataKey());
            try {
                checkMark(tenant, body.generation(), age);
                DurableFile.sweep(path);
            } catch (VaultException e) {
                body.discard();
                throw e;
            } catch (IOException e) {
                body.discard();
                throw VaultException.of(Reason.NOT_READ, tenant, "cannot be opened: " + e.getMessage(), e);
            }
            SecretBytes dataKey = opened.dataKey().copy();
            return new Vault(path, file, Sha256.of(content), opened.by(), dataKey, body, slots, marks);
        }
    }

    private void checkMark(TenantId tenant, long generation, Age age) throws VaultException, IOException {
        if (age == Age.ANY) {
            return;
        }
        long mark = marks.of(tenant);
        if (generation < mark) {
            throw VaultException.older(tenant, generation, mark);
        }
        marks.raise(tenant, generation);
    }

    static byte[] read(Path path, TenantId tenant) throws VaultException {
        if (!Files.exists(path)) {
            throw VaultException.of(
                    Reason.MISSING,
                    tenant,
                    "is missing at " + path + "; restore it from a backup: 'bulkhead vault import " + tenant
                            + " FILE'");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(VaultFile.MOST_BYTES + 1);
        } catch (IOException e) {
            throw VaultException.of(Reason.NOT_READ, tenant, "could not be read at " + path + ": " + e.getMessage(), e);
        }
    }

    /** Returns the slots that the file at {@code path} names, unopened: what it says nobody has vouched for yet. */
    public List<VaultSlots.Slot> slots(Path path, TenantId tenant) throws VaultException {
        return VaultSlots.of(VaultFile.parse(read(path, tenant), tenant));
    }

    /** Removes the vault, what is kept beside it, and its mark. */
    public void erase(Path path, TenantId tenant) throws VaultException {
        try {
            Files.deleteIfExists(path);
            VaultBackups.remove(path);
            marks.reset(tenant, 0);
        } catch (IOException e) {
            throw VaultException.of(
                    Reason.NOT_WRITTEN, tenant, "could not be erased at " + path + ": " + e.getMessage(), e);
        }
    }

    /**
     * A vault file as it lies there, still sealed.
     *
     * @param sha256 of {@code content}, in hex, to compare copies by
     */
    public record Copy(byte[] content, String sha256) {}

    /** Reads the vault at {@code path} to be kept elsewhere; it is one, of this tenant. */
    public Copy copy(Path path, TenantId tenant) throws VaultException {
        byte[] content = read(path, tenant);
        VaultFile.parse(content, tenant);
        return new Copy(content, HexFormat.of().formatHex(Sha256.of(content)));
    }

    /**
     * Puts the vault at {@code from} in the place of the one at {@code path}, once {@code unlock} has opened it. What was there is
     * kept beside it.
     *
     * @param time for the name of what is kept
     * @return where that is, if there was one
     */
    public Optional<Path> exchange(Path path, Path from, TenantId tenant, Unlock unlock, String time)
            throws VaultException {
        byte[] content = read(from, tenant);
        VaultFile file = VaultFile.parse(content, tenant);
        long generation;
        try (Slots.Opened opened = slots.open(file, unlock)) {
            if (opened.sealKey() != null) {
                file.requireSeal(opened.sealKey());
            }
            VaultBody body = VaultBody.open(file, opened.dataKey());
            generation = body.generation();
            body.discard();
        }
        synchronized (this) {
            try {
                Optional<Path> kept = Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                        ? Optional.of(VaultBackups.keep(path, time))
                        : Optional.empty();
                DurableFile.replace(path, content);
                marks.reset(tenant, generation);
                return kept;
            } catch (IOException e) {
                throw VaultException.of(
                        Reason.NOT_WRITTEN, tenant, "could not be put at " + path + ": " + e.getMessage(), e);
            }
        }
    }
}
