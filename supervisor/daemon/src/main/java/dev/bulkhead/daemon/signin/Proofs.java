package dev.bulkhead.daemon.signin;

import dev.bulkhead.daemon.signin.SignInResult.Proof;
import dev.bulkhead.daemon.signin.SignInResult.Proven;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.vault.SlotName;
import dev.bulkhead.daemon.vault.Unlock;
import dev.bulkhead.daemon.vault.Vault;
import dev.bulkhead.daemon.vault.VaultException;
import dev.bulkhead.daemon.vault.VaultException.Reason;
import dev.bulkhead.daemon.vault.Vaults;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Fresh proof of who asks, signed in or not, throttled as sign-ins are. Safe for any thread; made by {@link SignIns}. */
public final class Proofs {
    private final Vaults vaults;
    private final Function<TenantId, Path> vaultOf;
    private final Attempts attempts;
    private final Keychain keychain;
    private final Function<TenantId, Door> doors;

    Proofs(
            Vaults vaults,
            Function<TenantId, Path> vaultOf,
            Attempts attempts,
            Keychain keychain,
            Function<TenantId, Door> doors) {
        this.vaults = vaults;
        this.vaultOf = vaultOf;
        this.attempts = attempts;
        this.keychain = keychain;
        this.doors = doors;
    }

    private interface Opening {
        Vault open(Path path, TenantId tenant, Unlock unlock) throws VaultException;
    }

    /**
     * Tries whether {@code unlock} opens the tenant's vault, and then does {@code work} with that while no other attempt is made: with
     * the vault of the live sign-in, or with one that is open for this alone. Only what fails is recorded here; what the proof was
     * for, its caller records.
     *
     * @throws VaultException when the vault itself is the trouble, and what {@code work} threw
     * @throws IOException when a failure could not be recorded, and what {@code work} threw
     */
    public Proof proves(TenantId tenant, Unlock unlock, String peer, VaultWork work)
            throws VaultException, IOException {
        return proves(tenant, unlock, peer, work, vaults::open);
    }

    /** As {@link #proves}, of a vault that is older than the one last used, which is accepted once {@code work} is done. */
    public Proof acceptsOlder(TenantId tenant, Unlock unlock, String peer, VaultWork work)
            throws VaultException, IOException {
        VaultWork thenAccept = (vault, by) -> {
            work.on(vault, by);
            // The vault of a live sign-in is the newest already: what knows of it stays.
            if (doors.apply(tenant).live().isEmpty()) {
                vaults.accept(vault);
                keychain.forgetGeneration(vault);
            }
        };
        return proves(tenant, unlock, peer, thenAccept, vaults::openOlder);
    }

    private Proof proves(TenantId tenant, Unlock unlock, String peer, VaultWork work, Opening opening)
            throws VaultException, IOException {
        Door door = doors.apply(tenant);
        door.attempts.lock();
        try {
            Duration wait = door.throttle.waitNow();
            if (!wait.isZero()) {
                return attempts.throttled(door.throttle, tenant, EventType.CONTROL_REFUSED, wait, peer);
            }
            Optional<SignIn> live = door.live();
            if (live.isEmpty()) {
                try (Vault vault = opening.open(vaultOf.apply(tenant), tenant, unlock)) {
                    door.throttle.succeeded();
                    work.on(vault, vault.openedBy());
                }
                return new Proven();
            }
            Vault vault = live.get().vault();
            Optional<SlotName> by = vault.slotOf(unlock);
            if (by.isEmpty()) {
                return attempts.denied(door.throttle, tenant, EventType.CONTROL_REFUSED, unlock, peer);
            }
            door.throttle.succeeded();
            work.on(vault, by.get());
            return new Proven();
        } catch (VaultException e) {
            if (e.reason() == Reason.WRONG_PASSPHRASE) {
                return attempts.denied(door.throttle, tenant, EventType.CONTROL_REFUSED, unlock, peer);
            }
            try {
                attempts.tried(
                        door.throttle, tenant, EventType.CONTROL_REFUSED, ResultStatus.ERROR, peer, e.getMessage());
            } catch (IOException unrecorded) {
                // It is refused all the same, and for this reason: that the audit takes nothing says less.
                e.addSuppressed(unrecorded);
            }
            throw e;
        } finally {
            door.attempts.unlock();
        }
    }
}
