package dev.bulkhead.daemon.vault;

import dev.bulkhead.daemon.tenant.DurableFile;
import dev.bulkhead.daemon.tenant.Sha256;
import dev.bulkhead.daemon.vault.VaultException.Reason;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tenant's open vault.
 *
 * <p>A change is on disk, synced, before its method returns; a change that fails has changed nothing here. Secrets are handed
 * out as copies, which the caller closes. Closing zeroes all keys and secrets; after that reading throws
 * {@link IllegalStateException}, and the methods that throw {@link VaultException} say {@code CLOSED}. Safe for any thread;
 * {@link #verify} keeps no other caller waiting.
 */
public final class Vault implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Vault.class);

    private final Path path;
    private final Slots slots;
    private final HighWater marks;
    private final SlotName openedBy;
    private SecretBytes dataKey;
    private VaultFile file;
    private byte[] contentHash;
    private VaultBody body;
    private boolean closed;

    Vault(
            Path path,
            VaultFile file,
            byte[] contentHash,
            SlotName openedBy,
            SecretBytes dataKey,
            VaultBody body,
            Slots slots,
            HighWater marks) {
        this.path = path;
        this.file = file;
        this.contentHash = contentHash;
        this.openedBy = openedBy;
        this.dataKey = dataKey;
        this.body = body;
        this.slots = slots;
        this.marks = marks;
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
        VaultBody next = body.next(secrets);
        replace(next.seal(file, dataKey, slots.random()), next);
    }

    /** Puts {@code newFile} in the place of what is on disk, and goes on with it. */
    private void replace(VaultFile newFile, VaultBody newBody) throws VaultException {
        byte[] onDisk = Vaults.read(path, tenant());
        if (!MessageDigest.isEqual(contentHash, Sha256.of(onDisk))) {
            throw VaultException.of(
                    Reason.CHANGED,
                    tenant(),
                    "was changed on disk since it was opened; sign out and in again, then repeat this");
        }
        byte[] content = newFile.toBytes();
        try {
            DurableFile.replace(path, content);
        } catch (IOException e) {
            throw VaultException.of(
                    Reason.NOT_WRITTEN, tenant(), "could not be written at " + path + ": " + e.getMessage(), e);
        }
        file = newFile;
        contentHash = Sha256.of(content);
        body = newBody;
        raiseMark();
    }

    private void raiseMark() {
        try {
            marks.raise(file.tenant(), body.generation());
        } catch (IOException e) {
            LOG.warn("the mark of {}'s vault is behind until it is opened again: {}", file.tenant(), e.getMessage());
        }
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

    /**
     * Returns a copy of the 32 bytes that the keys of the audit stream are made of; made and written where an older version has
     * made the vault.
     *
     * @throws VaultException {@code CHANGED}, {@code NOT_READ}, {@code NOT_WRITTEN} or {@code CLOSED}
     */
    public synchronized SecretBytes auditSecret() throws VaultException {
        requireOpen();
        if (!body.secrets().containsKey(SecretName.AUDIT)) {
            try (SecretBytes fresh = slots.freshKey(VaultBody.AUDIT_SECRET_BYTES)) {
                set(SecretName.AUDIT, fresh);
            }
        }
        return secret(SecretName.AUDIT).orElseThrow();
    }

    /** Returns how often the vault was written: 1 for a new one, one more with each change. */
    public synchronized long generation() {
        return reading().generation();
    }

    /** Says that this vault is older than one of the generation {@code mark}, which somebody remembers. */
    public VaultException older(long mark) {
        return VaultException.older(tenant(), generation(), mark);
    }

    /** Says {@code why} something is not done with it: half a sentence that goes on after its name. */
    public VaultException refused(String why) {
        return VaultException.of(Reason.REFUSED, tenant(), why);
    }

    private VaultBody reading() {
        if (closed) {
            throw new IllegalStateException("the vault of tenant '" + file.tenant() + "' is closed");
        }
        return body;
    }

    /** Returns which slot opened it. */
    public SlotName openedBy() {
        return openedBy;
    }

    /**
     * Returns whether {@code passphrase} is the vault's: a fresh proof of who asks. It is checked against what was opened, not
     * against the file, which others may have exchanged since. Blocks for the key derivation.
     *
     * @throws VaultException {@code CLOSED}, also when it is closed meanwhile
     */
    public boolean verify(SecretBytes passphrase) throws VaultException {
        return slotOf(new Unlock.Passphrase(passphrase)).isPresent();
    }

    /** As {@link #verify}, and returns which slot {@code unlock} opens; none where it opens none. */
    public Optional<SlotName> slotOf(Unlock unlock) throws VaultException {
        VaultFile opened;
        synchronized (this) {
            requireOpen();
            opened = file;
        }
        try (Slots.Opened derived = slots.open(opened, unlock)) {
            synchronized (this) {
                requireOpen();
                // A slot was changed meanwhile: what opened the one before is no proof any more.
                return derived.dataKey().equals(dataKey) ? Optional.of(derived.by()) : Optional.empty();
            }
        } catch (VaultException e) {
            if (e.reason() == Reason.WRONG_PASSPHRASE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Returns the ways to open it, to look at and to change. */
    public VaultSlots slots() {
        return new VaultSlots(this, slots);
    }

    /** Returns the file and what is in it, as they are now. */
    synchronized VaultFile file() throws VaultException {
        requireOpen();
        return file;
    }

    /** Returns a copy of what the slots know this vault by; none in format 1. */
    synchronized Optional<SecretBytes> sealKey() throws VaultException {
        requireOpen();
        return Optional.ofNullable(body.sealKey()).map(SecretBytes::copy);
    }

    /**
     * Writes the vault anew under a fresh data key, with {@code change} of its slots; {@code sealKey}, which it takes over, where the
     * vault had none.
     */
    synchronized void reseal(SlotChange change, @Nullable SecretBytes sealKey) throws VaultException {
        requireOpen();
        Collection<Slots.Prepared> with = change.of(file);
        VaultBody next = body.next(body.secrets());
        SecretBytes fresh = slots.freshKey(Slots.DATA_KEY_BYTES);
        try {
            VaultBody sealed = sealKey == null ? next : next.withSealKey(sealKey);
            replace(sealed.seal(slots.seal(file.tenant(), with, fresh), fresh, slots.random()), sealed);
        } catch (VaultException e) {
            fresh.close();
            throw e;
        }
        dataKey.close();
        dataKey = fresh;
        removeOldCopies();
    }

    /** Which slots a vault is to have, of those that it has. */
    interface SlotChange {
        Collection<Slots.Prepared> of(VaultFile file) throws VaultException;
    }

    /** What lies beside the vault from before opens with what was just taken away. */
    private void removeOldCopies() throws VaultException {
        try {
            VaultBackups.remove(path);
        } catch (IOException e) {
            throw VaultException.of(
                    Reason.NOT_WRITTEN,
                    tenant(),
                    "has its new key, but an old copy beside it could not be removed: " + e.getMessage(),
                    e);
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
