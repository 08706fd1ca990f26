package dev.bulkhead.daemon.vault;

import dev.bulkhead.daemon.tenant.DurableFile;
import dev.bulkhead.daemon.vault.VaultException.Reason;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One tenant's open vault.
 *
 * <p>A change is on disk, synced, before its method returns; a change that fails has changed nothing here. Secrets are handed
 * out as copies, which the caller closes. Closing zeroes all keys and secrets; after that reading throws
 * {@link IllegalStateException}, and the methods that throw {@link VaultException} say {@code CLOSED}. Safe for any thread;
 * {@link #verify} keeps no other caller waiting.
 */
public final class Vault implements AutoCloseable {
    private final Path path;
    private final SecretBytes dataKey;
    private final PassphraseSlot passphraseSlot;
    private final SecureRandom random;
    private VaultFile file;
    private byte[] contentHash;
    private VaultBody body;
    private boolean closed;

    Vault(
            Path path,
            VaultFile file,
            byte[] contentHash,
            SecretBytes dataKey,
            VaultBody body,
            PassphraseSlot passphraseSlot,
            SecureRandom random) {
        this.path = path;
        this.file = file;
        this.contentHash = contentHash;
        this.dataKey = dataKey;
        this.body = body;
        this.passphraseSlot = passphraseSlot;
        this.random = random;
    }

    public synchronized TenantId tenant() {
        return file.tenant();
    }

    /**
     * Stores a copy of {@code secret} under {@code name}, in place of what was there.
     *
     * @param secret 1 byte to 64 KiB; stays the caller's
     * @throws VaultException {@code REFUSED}, {@code CHANGED}, {@code NOT_READ}, {@code NOT_WRITTEN} or {@code CLOSED}
     */
    public synchronized void set(SecretName name, SecretBytes secret) throws VaultException {
        requireOpen();
        if (secret.length() == 0 || secret.length() > VaultBody.LONGEST_SECRET) {
            throw VaultException.of(
                    Reason.REFUSED, tenant(), "takes secrets of 1 to " + VaultBody.LONGEST_SECRET + " bytes");
        }
        var secrets = new TreeMap<>(body.secrets());
        SecretBytes copy = secret.copy();
        SecretBytes before = secrets.put(name, copy);
        try {
            if (secrets.size() > VaultBody.MOST_SECRETS) {
                throw VaultException.of(
                        Reason.REFUSED,
                        tenant(),
                        "holds at most " + VaultBody.MOST_SECRETS + " secrets; remove one first");
            }
            write(secrets);
        } catch (VaultException e) {
            copy.close();
            throw e;
        }
        if (before != null) {
            before.close();
        }
    }

    /**
     * Removes the secret, and returns whether there was one; what is not there costs no write.
     *
     * @throws VaultException {@code CHANGED}, {@code NOT_READ}, {@code NOT_WRITTEN} or {@code CLOSED}
     */
    public synchronized boolean remove(SecretName name) throws VaultException {
        requireOpen();
        var secrets = new TreeMap<>(body.secrets());
        SecretBytes before = secrets.remove(name);
        if (before == null) {
            return false;
        }
        write(secrets);
        before.close();
        return true;
    }

    private void write(TreeMap<SecretName, SecretBytes> secrets) throws VaultException {
        byte[] onDisk = Vaults.read(path, tenant());
        if (!MessageDigest.isEqual(contentHash, VaultFile.sha256(onDisk))) {
            throw VaultException.of(
                    Reason.CHANGED,
                    tenant(),
                    "was changed on disk since it was opened; sign out and in again, then repeat this");
        }
        var newBody = new VaultBody(body.generation() + 1, body.argsKey(), secrets);
        VaultFile newFile = file.withBody(newBody.seal(file, dataKey, random));
        byte[] content = newFile.toBytes();
        try {
            DurableFile.replace(path, content);
        } catch (IOException e) {
            throw VaultException.of(
                    Reason.NOT_WRITTEN, tenant(), "could not be written at " + path + ": " + e.getMessage(), e);
        }
        file = newFile;
        contentHash = VaultFile.sha256(content);
        body = newBody;
    }

    private void requireOpen() throws VaultException {
        if (closed) {
            throw VaultException.of(Reason.CLOSED, tenant(), "is closed: sign in to the tenant first");
        }
    }

    /** Returns the names of all secrets but our own, in order. */
    public synchronized SortedSet<SecretName> names() {
        SortedSet<SecretName> names = new TreeSet<>(reading().secrets().keySet());
        names.removeIf(SecretName::isOurs);
        return Collections.unmodifiableSortedSet(names);
    }

    /** Returns a copy of the secret, which the caller closes, or nothing where there is none. */
    public synchronized Optional<SecretBytes> secret(SecretName name) {
        return Optional.ofNullable(reading().secrets().get(name)).map(SecretBytes::copy);
    }

    /** Returns copies of all secrets but our own, each of which the caller closes. */
    public synchronized Map<SecretName, SecretBytes> secrets() {
        var copies = new TreeMap<SecretName, SecretBytes>();
        reading().secrets().forEach((name, secret) -> {
            if (!name.isOurs()) {
                copies.put(name, secret.copy());
            }
        });
        return copies;
    }

    /** Returns a copy of the 32 bytes that the audit hashes arguments with; they live as long as the vault does. */
    public synchronized SecretBytes argsKey() {
        return reading().argsKey().copy();
    }

    /** Returns how often the vault was written: 1 for a new one, one more with each change. */
    public synchronized long generation() {
        return reading().generation();
    }

    private VaultBody reading() {
        if (closed) {
            throw new IllegalStateException("the vault of tenant '" + file.tenant() + "' is closed");
        }
        return body;
    }

    /**
     * Returns whether {@code passphrase} is the vault's: a fresh proof of who asks. It is checked against what was opened, not
     * against the file, which others may have exchanged since. Blocks for the key derivation.
     *
     * @throws VaultException {@code CLOSED}, also when it is closed meanwhile
     */
    public boolean verify(SecretBytes passphrase) throws VaultException {
        String slot;
        synchronized (this) {
            requireOpen();
            slot = file.passphraseSlot();
        }
        try (SecretBytes derived = passphraseSlot.open(slot, tenant(), passphrase)) {
            synchronized (this) {
                requireOpen();
                return derived.equals(dataKey);
            }
        } catch (VaultException e) {
            if (e.reason() == Reason.WRONG_PASSPHRASE) {
                return false;
            }
            throw e;
        }
    }

    /** Zeroes all keys and secrets. Repeating it does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        body.discard();
        dataKey.close();
    }

    @Override
    public String toString() {
        return "Vault[" + tenant() + "]";
    }
}
