package dev.bulkhead.daemon.vault;

import com.nimbusds.jose.jwk.ECKey;
import dev.bulkhead.daemon.vault.VaultException.Reason;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Opens the slots of a vault file and makes new ones. Stateless but for the key derivation's bound; safe for any thread. */
final class Slots {
    static final int DATA_KEY_BYTES = 32;

    private static final Set<String> MEMBERS = Set.of("tenant", "slot");

    private final PassphraseSlot passphraseSlot;
    private final Argon2id.Cost cost;
    private final SecureRandom random;

    Slots(KeyDerivation derivation, Argon2id.Cost cost, SecureRandom random) {
        this.passphraseSlot = new PassphraseSlot(derivation);
        this.cost = cost;
        this.random = random;
    }

    /**
     * The data key, and which slot gave it.
     *
     * @param sealKey what the slot knows its vault by; null in format 1
     */
    record Opened(
            SlotName by, SecretBytes dataKey, @Nullable SecretBytes sealKey) implements AutoCloseable {
        @Override
        public void close() {
            dataKey.close();
            if (sealKey != null) {
                sealKey.close();
            }
        }
    }

    /**
     * A slot before it holds a data key.
     *
     * @param key what the data key is to be sealed to; its public part counts
     * @param sealedKey the private part, sealed under a passphrase; null where it is kept outside of the file
     */
    record Prepared(SlotName name, ECKey key, @Nullable String sealedKey) {}

    /** Opens a slot; blocks for a key derivation with a passphrase, and for one a consultant with a wrong one. */
    Opened open(VaultFile file, Unlock unlock) throws VaultException {
        return switch (unlock) {
            case Unlock.Passphrase(SecretBytes passphrase) -> byPassphrase(file, passphrase);
            case Unlock.Key(SlotName slot, SecretBytes jwk) -> byKey(file, slot, jwk);
        };
    }

    private Opened byPassphrase(VaultFile file, SecretBytes passphrase) throws VaultException {
        boolean isFirst = file.version() == VaultFile.FORMAT_1;
        SortedMap<String, String> sealed = isFirst ? file.slots() : file.keys();
        boolean tried = false;
        for (Map.Entry<String, String> each : sealed.entrySet()) {
            SlotName name = new SlotName(each.getKey());
            // Format 1 knew one alone, and keeps what it did not know.
            if (isFirst ? !name.equals(SlotName.PASSPHRASE) : !name.isPassphrase()) {
                continue;
            }
            tried = true;
            Optional<SecretBytes> inside = tryToOpen(each.getValue(), file.tenant(), name, passphrase);
            if (inside.isPresent()) {
                return isFirst
                        ? new Opened(name, dataKey(inside.get(), file.tenant()), null)
                        : byPrivateKey(file, name, inside.get());
            }
        }
        if (!tried) {
            throw VaultException.unsupported(
                    file.tenant(), "it has no slot for a passphrase; restore it from a backup");
        }
        throw PassphraseSlot.wrongPassphrase(file.tenant());
    }

    private Optional<SecretBytes> tryToOpen(String sealed, TenantId tenant, SlotName name, SecretBytes passphrase)
            throws VaultException {
        try {
            return Optional.of(passphraseSlot.open(sealed, tenant, name, passphrase));
        } catch (VaultException e) {
            if (e.reason() == Reason.WRONG_PASSPHRASE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Opened byPrivateKey(VaultFile file, SlotName name, SecretBytes jwk) throws VaultException {
        try (jwk) {
            SlotKey key = SlotKey.parse(jwk)
                    .orElseThrow(() -> VaultException.damaged(file.tenant(), "the key of a slot is unusable"));
            return opened(file, name, key, VaultException.damaged(file.tenant(), "a slot does not fit its key"));
        }
    }

    private static Opened byKey(VaultFile file, SlotName name, SecretBytes jwk) throws VaultException {
        if (file.version() == VaultFile.FORMAT_1 || !file.slots().containsKey(name.value())) {
            throw VaultException.of(
                    Reason.NO_SUCH_SLOT, file.tenant(), "has no slot '" + name + "'; open it with a passphrase");
        }
        VaultException wrong = VaultException.of(
                Reason.WRONG_PASSPHRASE, file.tenant(), "did not open: that is not the key of its slot '" + name + "'");
        return opened(file, name, SlotKey.parse(jwk).orElseThrow(() -> wrong), wrong);
    }

    private static Opened opened(VaultFile file, SlotName name, SlotKey key, VaultException otherwise)
            throws VaultException {
        String sealed = file.slots().get(name.value());
        if (sealed == null) {
            key.close();
            throw VaultException.damaged(file.tenant(), "a slot of it is missing");
        }
        try {
            byte[] inside = parse(sealed, file.tenant(), name).open(key.key(), otherwise);
            return new Opened(name, dataKey(SecretBytes.takeOver(inside), file.tenant()), key.sealKey());
        } catch (VaultException e) {
            key.close();
            throw e;
        }
    }

    private static Jwe parse(String sealed, TenantId tenant, SlotName name) throws VaultException {
        Jwe jwe = Jwe.parse(sealed, tenant, Jwe.Way.TO_A_PUBLIC_KEY, MEMBERS);
        if (!name.value().equals(jwe.member("slot"))) {
            throw VaultException.damaged(tenant, "a slot of it stands under another's name");
        }
        return jwe;
    }

    private static SecretBytes dataKey(SecretBytes inside, TenantId tenant) throws VaultException {
        if (inside.length() != DATA_KEY_BYTES) {
            inside.close();
            throw VaultException.damaged(tenant, "the key in a slot of it has a wrong length");
        }
        return inside;
    }

    /** Makes a key pair for {@code name}, its private part sealed under {@code passphrase}. Blocks for the key derivation. */
    Prepared ofPassphrase(TenantId tenant, SlotName name, SecretBytes sealKey, SecretBytes passphrase) {
        try (SlotKey key = SlotKey.fresh(sealKey, random);
                SecretBytes text = key.text()) {
            return new Prepared(
                    name, key.key().toPublicJWK(), passphraseSlot.seal(tenant, name, text, passphrase, cost, random));
        }
    }

    /** Returns the slots of {@code file}, which is of format 2, ready to be given another data key. */
    static SortedMap<SlotName, Prepared> of(VaultFile file) throws VaultException {
        var all = new TreeMap<SlotName, Prepared>();
        for (Map.Entry<String, String> slot : file.slots().entrySet()) {
            SlotName name = new SlotName(slot.getKey());
            Jwe jwe = parse(slot.getValue(), file.tenant(), name);
            all.put(
                    name,
                    new Prepared(
                            name,
                            SlotKey.ofHeader(jwe.member("jwk"), file.tenant()),
                            file.keys().get(slot.getKey())));
        }
        return all;
    }

    /** Returns the slots of a file of format 2 around {@code dataKey}; its body is still to be sealed. */
    VaultFile seal(TenantId tenant, Collection<Prepared> slots, SecretBytes dataKey) {
        var sealed = new TreeMap<String, String>();
        var keys = new TreeMap<String, String>();
        byte[] payload = dataKey.use(byte[]::clone);
        try {
            for (Prepared slot : slots) {
                String name = slot.name().value();
                sealed.put(
                        name, Jwe.sealTo(slot.key(), Map.of("tenant", tenant.value(), "slot", name), payload, random));
                if (slot.sealedKey() != null) {
                    keys.put(name, slot.sealedKey());
                }
            }
        } finally {
            Arrays.fill(payload, (byte) 0);
        }
        return new VaultFile(VaultFile.FORMAT_2, tenant, sealed, keys, "", "");
    }

    SlotKey freshPair(SecretBytes sealKey) {
        return SlotKey.fresh(sealKey, random);
    }

    SecretBytes freshKey(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return SecretBytes.takeOver(bytes);
    }

    SecureRandom random() {
        return random;
    }
}
