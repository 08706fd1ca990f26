package dev.bulkhead.daemon.vault;

import dev.bulkhead.protocol.secret.SecretBytes;

/** What somebody brings to open a vault with. Its secret stays the caller's. */
public sealed interface Unlock {
    /** A consultant's passphrase; whose it is, the vault finds out. */
    record Passphrase(SecretBytes passphrase) implements Unlock {}

    /**
     * The private key of a slot that no passphrase opens.
     *
     * @param slot the recovery key's or the keychain's
     * @param jwk a private P-256 key as JWK (RFC 7517), UTF-8
     */
    record Key(SlotName slot, SecretBytes jwk) implements Unlock {}
}
