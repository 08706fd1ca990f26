package dev.bulkhead.daemon.signin;

import dev.bulkhead.daemon.signin.Door.Note;
import dev.bulkhead.daemon.signin.SignInResult.Proof;
import dev.bulkhead.daemon.signin.SignInResult.SignedIn;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.vault.SlotName;
import dev.bulkhead.daemon.vault.Unlock;
import dev.bulkhead.daemon.vault.UnlockStore;
import dev.bulkhead.daemon.vault.Vault;
import dev.bulkhead.daemon.vault.VaultException;
import dev.bulkhead.daemon.vault.VaultException.Reason;
import dev.bulkhead.daemon.vault.Vaults;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Signs the consultant in to one tenant at a time, and out of it.
 *
 * <p>Every attempt is in the tenant's stream before it has an effect: what cannot be recorded does not happen, but for signing
 * out, which always happens. After a passphrase that did not fit, the tenant's next attempt has to wait (1, 2, 4 … 60 s), and is
 * refused untried until then; of a row of those the first is recorded by itself, the others as a number with the next attempt
 * that is tried. Trying a passphrase blocks for about half a second; neither another tenant, nor {@link #live}, nor signing out
 * waits for it. Safe for any thread. The caller sees to it that the tenant exists.
 */
public final class SignIns implements AutoCloseable {
    private final Vaults vaults;
    private final Function<TenantId, Path> vaultOf;
    private final Attempts attempts;
    private final Halts halts;
    private final Vouching vouching;
    private final InstantSource wall;
    private final LongSupplier elapsedNanos;
    private final Failures failures;
    private final Keychain keychain;
    private final Proofs proofs;
    private final long began;
    private final List<SignInListener> listeners = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<TenantId, Door> doors = new ConcurrentHashMap<>();
    private final AtomicLong epochs = new AtomicLong();

    /**
     * @param vaultOf where a tenant's vault lies: {@code home::vault}
     * @param vouching whose word a sign-in needs besides the passphrase
     * @param elapsedNanos nanoseconds that only go up, also while the machine sleeps
     * @param keychain where the slots of that name have their keys
     */
    public SignIns(
            Vaults vaults,
            Function<TenantId, Path> vaultOf,
            Halts halts,
            EventSink events,
            Vouching vouching,
            InstantSource wall,
            LongSupplier elapsedNanos,
            Failures failures,
            UnlockStore keychain) {
        this.vaults = vaults;
        this.vaultOf = vaultOf;
        this.halts = halts;
        this.attempts = new Attempts(events, wall);
        this.vouching = vouching;
        this.wall = wall;
        this.elapsedNanos = elapsedNanos;
        this.failures = failures;
        this.keychain = new Keychain(keychain);
        this.proofs = new Proofs(vaults, vaultOf, attempts, this.keychain, this::door);
        this.began = elapsedNanos.getAsLong();
    }

    /** With no keychain, and a throttle that a restart starts anew. */
    public SignIns(
            Vaults vaults,
            Function<TenantId, Path> vaultOf,
            Halts halts,
            EventSink events,
            Vouching vouching,
            InstantSource wall,
            LongSupplier elapsedNanos) {
        this(
                vaults,
                vaultOf,
                halts,
                events,
                vouching,
                wall,
                elapsedNanos,
                Failures.forgotten(),
                UnlockStore.unavailable("there is no keychain here"));
    }

    /** Tells {@code listener} of everything from now on, after those that were added before it. */
    public void listen(SignInListener listener) {
        listeners.add(listener);
    }

    /**
     * Signs in to {@code tenant}, or, where it is signed in, checks the passphrase and keeps the live sign-in.
     *
     * @param passphrase stays the caller's
     * @param peer who asks, for the audit
     * @throws VaultException when the vault itself is the trouble: missing, damaged, of another version
     * @throws IOException when the attempt could not be recorded; then nobody is signed in by it
     * @throws RuntimeException what a listener threw; then the sign-in has ended again
     */
    public SignInResult signIn(TenantId tenant, SecretBytes passphrase, String peer)
            throws VaultException, IOException {
        return signIn(tenant, new Unlock.Passphrase(passphrase), peer);
    }

    /**
     * As {@link #signIn(TenantId, SecretBytes, String)}, with the key that the desktop's keychain has. The caller sees to it that
     * it is the consultant who asks: the keychain opens to whatever runs as the same user.
     *
     * @throws IOException also when the keychain has no key, or does not answer
     */
    public SignInResult signInByKeychain(TenantId tenant, String peer) throws VaultException, IOException {
        try (SecretBytes key = keychain.key(tenant)) {
            return signIn(tenant, new Unlock.Key(SlotName.KEYCHAIN, key), peer);
        }
    }

    /** Returns the keychain that {@link #signInByKeychain} asks. */
    public Keychain keychain() {
        return keychain;
    }

    private SignInResult signIn(TenantId tenant, Unlock unlock, String peer) throws VaultException, IOException {
        Door door = door(tenant);
        SignIn signIn;
        Note note;
        door.attempts.lock();
        try {
            Optional<String> halted = halts.reason(tenant);
            if (halted.isPresent()) {
                attempts.record(tenant, EventType.SIGN_IN, ResultStatus.DENIED, peer, "it is halted");
                return new SignInResult.Denied(halted.get());
            }
            Duration wait = door.throttle.waitNow();
            if (!wait.isZero()) {
                return attempts.throttled(door.throttle, tenant, EventType.SIGN_IN, wait, peer);
            }
            Optional<SignIn> live = door.live();
            if (live.isPresent() && fits(live.get(), unlock)) {
                attempts.tried(
                        door.throttle, tenant, EventType.SIGN_IN, ResultStatus.SUCCESS, peer, "was signed in before");
                door.throttle.succeeded();
                return new SignedIn(live.get());
            }
            // A passphrase that does not fit the open vault must not open a file that took the vault's place since.
            if (live.isPresent() && door.live().isPresent()) {
                return attempts.denied(door.throttle, tenant, EventType.SIGN_IN, unlock, peer);
            }
            Optional<SignIn> opened = open(door, tenant, unlock, peer);
            if (opened.isEmpty()) {
                return attempts.unvouched(door.throttle, tenant, peer);
            }
            signIn = opened.get();
            note = door.enter(signIn, () -> tellSignedIn(door, signIn));
        } catch (VaultException e) {
            if (e.reason() == Reason.WRONG_PASSPHRASE) {
                return attempts.denied(door.throttle, tenant, EventType.SIGN_IN, unlock, peer);
            }
            attempts.tried(door.throttle, tenant, EventType.SIGN_IN, ResultStatus.ERROR, peer, e.getMessage());
            throw e;
        } finally {
            door.attempts.unlock();
        }
        door.tell(note);
        return new SignedIn(signIn);
    }

    /** Returns nothing where the vault is open and the provider has not vouched. */
    private Optional<SignIn> open(Door door, TenantId tenant, Unlock unlock, String peer)
            throws VaultException, IOException {
        Vault vault = vaults.open(vaultOf.apply(tenant), tenant, unlock);
        Optional<Grant> grant = Optional.empty();
        try {
            keychain.requireNotOlder(vault);
            SlotName by = vault.openedBy();
            grant = vouching.take(tenant, by.owner());
            if (grant.isEmpty()) {
                return Optional.empty();
            }
            attempts.tried(
                    door.throttle,
                    tenant,
                    EventType.SIGN_IN,
                    ResultStatus.SUCCESS,
                    peer,
                    by.equals(SlotName.PASSPHRASE) ? null : "as " + by.owner());
            door.throttle.succeeded();
            return Optional.of(new SignIn(tenant, vault, wall.instant(), grant.get(), epochs.incrementAndGet()));
        } catch (VaultException | IOException | RuntimeException e) {
            grant = Optional.empty();
            throw e;
        } finally {
            if (grant.isEmpty()) {
                vault.close();
            }
        }
    }

    /** Returns whether this opens the open vault; not so where the vault was closed meanwhile. */
    private static boolean fits(SignIn live, Unlock unlock) throws VaultException {
        try {
            return live.vault().slotOf(unlock).isPresent();
        } catch (VaultException e) {
            if (e.reason() == Reason.CLOSED) {
                return false;
            }
            throw e;
        }
    }

    private void tellSignedIn(Door door, SignIn signIn) {
        try {
            // Halted while the passphrase was tried.
            if (halts.reason(signIn.tenant()).isPresent()) {
                throw new IllegalStateException(halts.reason(signIn.tenant()).get());
            }
            listeners.forEach(listener -> listener.signedIn(signIn));
        } catch (RuntimeException e) {
            leave(door, signIn, Leaving.SIGNED_OUT);
            throw e;
        }
    }

    /** {@link Proofs#proves(TenantId, Unlock, String, VaultWork)} with a passphrase, for its own sake. */
    public Proof proves(TenantId tenant, SecretBytes passphrase, String peer) throws VaultException, IOException {
        return proofs.proves(tenant, new Unlock.Passphrase(passphrase), peer, VaultWork.NONE);
    }

    /** Returns what asks for fresh proof, by the same doors. */
    public Proofs proofs() {
        return proofs;
    }

    /**
     * Signs out of {@code tenant}: closes its vault and tells the listeners. Never waits for a passphrase that is being tried.
     * Returns whether it was signed in.
     *
     * @throws IOException when it could not be recorded; it has happened all the same
     */
    public boolean signOut(TenantId tenant, String peer) throws IOException {
        return leave(tenant, Leaving.SIGNED_OUT, peer);
    }

    /**
     * Ends the sign-in of {@code tenant} for whatever reason, as {@link #signOut} does.
     *
     * @param peer who asked for it: a process, or "supervisor"
     * @throws IOException when it could not be recorded; it has happened all the same
     */
    public boolean leave(TenantId tenant, Leaving why, String peer) throws IOException {
        Door door = door(tenant);
        Optional<Note> note = door.live().flatMap(live -> leave(door, live, why));
        if (note.isEmpty()) {
            return false;
        }
        try {
            EventType type = switch (why.kind()) {
                case LOCK, ALERT -> EventType.LOCKED;
                case SIGN_OUT, HALT -> EventType.SIGN_OUT;
            };
            attempts.record(tenant, type, ResultStatus.SUCCESS, peer, why.reason());
        } finally {
            door.tell(note.get());
        }
        return true;
    }

    /**
     * Changes what the live sign-in allows, and tells the listeners; returns whether {@code which} is still the live one.
     * Records nothing: the caller does, before.
     */
    public boolean regrant(SignIn which, Grant grant) {
        Door door = door(which.tenant());
        var changed = new SignIn(which.tenant(), which.vault(), which.since(), grant, which.epoch());
        Optional<Note> note = door.change(changed, () -> listeners.forEach(listener -> listener.regranted(changed)));
        note.ifPresent(door::tell);
        return note.isPresent();
    }

    private Optional<Note> leave(Door door, SignIn signIn, Leaving why) {
        Optional<Note> note = door.leave(signIn, () -> tellSignedOut(signIn.tenant(), why));
        if (note.isPresent()) {
            signIn.vault().close();
        }
        return note;
    }

    private void tellSignedOut(TenantId tenant, Leaving why) {
        RuntimeException failure = null;
        for (SignInListener listener : listeners) {
            try {
                listener.signedOut(tenant, why);
            } catch (RuntimeException e) {
                // One that fails must not keep the others from ending what they have open.
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Returns the live sign-in of {@code tenant}. Never blocks. */
    public Optional<SignIn> live(TenantId tenant) {
        Door door = doors.get(tenant);
        return door == null ? Optional.empty() : door.live();
    }

    /** Returns the live sign-ins of all tenants, by tenant. */
    public List<SignIn> live() {
        return doors.values().stream()
                .flatMap(door -> door.live().stream())
                .sorted(Comparator.comparing(SignIn::tenant))
                .toList();
    }

    /**
     * Signs out of every tenant; one that fails does not keep the others.
     *
     * @throws IOException when a sign-out could not be recorded; all have happened
     */
    public void signOutAll(String peer) throws IOException {
        IOException failure = null;
        for (SignIn signIn : live()) {
            try {
                signOut(signIn.tenant(), peer);
            } catch (IOException | RuntimeException e) {
                if (failure == null) {
                    failure = new IOException("not every sign-out went as it should: " + e.getMessage());
                }
                failure.addSuppressed(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Signs out of every tenant, as the supervisor ends. */
    @Override
    public void close() throws IOException {
        signOutAll("supervisor");
    }

    private Door door(TenantId tenant) {
        return doors.computeIfAbsent(tenant, id -> new Door(new Throttle(elapsedNanos, failures, id, began)));
    }
}
