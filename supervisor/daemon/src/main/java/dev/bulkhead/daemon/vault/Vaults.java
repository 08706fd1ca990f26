package dev.bulkhead.daemon.vault;

import dev.bulkhead.daemon.tenant.DurableFile;
import dev.bulkhead.daemon.vault.VaultException.Reason;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.TreeMap;

/**
 * Creates and opens vault files, format 1 of {@code supervisor/docs/vault-format.md}.
 *
 * <p>Opening derives a key from the passphrase: about half a second and 64 MiB, at most two at once for all tenants, the rest
 * waits its turn. A tenant's vault is to be open once at a time; sign-in sees to that. Safe for any thread.
 */
public final class Vaults {
    private static final int LONGEST_PASSPHRASE = 1024;

    private final SecureRandom random;
    private final Argon2id.Cost cost;
    private final PassphraseSlot passphraseSlot;

    public Vaults(SecureRandom random) {
        this(random, Argon2id.DEFAULT, new KeyDerivation(Argon2id::derive));
    }

    /** For tests whose promise is not the key derivation's. */
    Vaults(SecureRandom random, Argon2id.Cost cost, KeyDerivation derivation) {
        this.random = random;
        this.cost = cost;
        this.passphraseSlot = new PassphraseSlot(derivation);
    }

    /**
     * Creates an empty vault at {@code path}, whose folder exists; the caller opens it with {@link #open}.
     *
     * @param passphrase UTF-8 as typed, not normalised, 1 to 1024 bytes; stays the caller's
     * @throws VaultException {@code EXISTS}, {@code REFUSED} or {@code NOT_WRITTEN}; then no file was left behind
     */
    public void create(Path path, TenantId tenant, SecretBytes passphrase) throws VaultException {
        requireAbsent(path, tenant);
        requireUsable(passphrase, tenant);
        byte[] content;
        try (SecretBytes dataKey = fresh(PassphraseSlot.KEY_BYTES);
                SecretBytes argsKey = fresh(VaultBody.ARGS_KEY_BYTES)) {
            var slots = new TreeMap<String, String>();
            slots.put(PassphraseSlot.NAME, passphraseSlot.seal(tenant, dataKey, passphrase, cost, random));
            var file = new VaultFile(tenant, slots, "");
            var body = new VaultBody(1, argsKey, new TreeMap<>());
            content = file.withBody(body.seal(file, dataKey, random)).toBytes();
        }
        // The derivation above takes long, so others may have created it meanwhile.
        synchronized (this) {
            requireAbsent(path, tenant);
            try {
                DurableFile.replace(path, content);
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

    private static void requireUsable(SecretBytes passphrase, TenantId tenant) throws VaultException {
        if (passphrase.length() == 0 || passphrase.length() > LONGEST_PASSPHRASE) {
            throw VaultException.of(
                    Reason.REFUSED,
                    tenant,
                    "needs a passphrase of 1 to " + LONGEST_PASSPHRASE + " bytes; six random words are a good one");
        }
    }

    private SecretBytes fresh(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return SecretBytes.takeOver(bytes);
    }

    /**
     * Opens the vault at {@code path}; the caller closes it. Blocks for the key derivation, and removes what a crash in the
     * middle of a write has left beside the file.
     *
     * @param passphrase stays the caller's
     * @throws VaultException for every reason but {@code EXISTS}, {@code CHANGED}, {@code CLOSED} and {@code NOT_WRITTEN}
     */
    public Vault open(Path path, TenantId tenant, SecretBytes passphrase) throws VaultException {
        byte[] content = read(path, tenant);
        VaultFile file = VaultFile.parse(content, tenant);
        requireUsable(passphrase, tenant);
        SecretBytes dataKey = passphraseSlot.open(file.passphraseSlot(), tenant, passphrase);
        try {
            VaultBody body = VaultBody.open(file, dataKey);
            DurableFile.sweep(path);
            return new Vault(path, file, VaultFile.sha256(content), dataKey, body, passphraseSlot, random);
        } catch (VaultException e) {
            dataKey.close();
            throw e;
        } catch (IOException e) {
            dataKey.close();
            throw VaultException.of(
                    Reason.NOT_READ, tenant, "lies in a folder that cannot be cleaned: " + e.getMessage(), e);
        }
    }

    static byte[] read(Path path, TenantId tenant) throws VaultException {
        if (!Files.exists(path)) {
            throw VaultException.of(
                    Reason.MISSING, tenant, "is missing at " + path + "; restore it from a backup, or add the tenant");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(VaultFile.MOST_BYTES + 1);
        } catch (IOException e) {
            throw VaultException.of(Reason.NOT_READ, tenant, "could not be read at " + path + ": " + e.getMessage(), e);
        }
    }
}
