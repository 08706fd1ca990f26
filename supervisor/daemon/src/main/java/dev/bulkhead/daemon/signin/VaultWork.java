package dev.bulkhead.daemon.signin;

import dev.bulkhead.daemon.vault.SlotName;
import dev.bulkhead.daemon.vault.Vault;
import dev.bulkhead.daemon.vault.VaultException;
import java.io.IOException;

/** What is done with a tenant's vault on the strength of a fresh proof. */
@FunctionalInterface
public interface VaultWork {
    /** Nothing: the proof was all that was wanted. */
    VaultWork NONE = (vault, by) -> {};

    /**
     * Does it.
     *
     * @param vault the open vault: the live sign-in's, or one that is closed afterwards; not to be closed here
     * @param by the slot that the proof opened
     */
    void on(Vault vault, SlotName by) throws VaultException, IOException;
}
