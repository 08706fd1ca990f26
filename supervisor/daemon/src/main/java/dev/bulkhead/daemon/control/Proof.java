package dev.bulkhead.daemon.control;

import dev.bulkhead.daemon.identity.IdentityException;
import dev.bulkhead.daemon.session.Peer;
import dev.bulkhead.daemon.signin.Providers;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.daemon.signin.SignInResult;
import dev.bulkhead.daemon.signin.SignIns;
import dev.bulkhead.daemon.signin.VaultWork;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.vault.Unlock;
import dev.bulkhead.daemon.vault.VaultException;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The agent cannot approve itself (design, rule 7): what widens needs the tenant's passphrase afresh, and is refused to whoever
 * descends from a process that holds a session, whatever it knows. Safe for any thread.
 */
final class Proof {
    private final Predicate<Peer> isInside;
    private final SignIns signIns;
    private final Gestures gestures;
    private final Providers providers;
    private final EventSink events;
    private final InstantSource clock;

    /** {@code isInside}: whether a peer is below a process that holds a session. */
    Proof(
            Predicate<Peer> isInside,
            SignIns signIns,
            Gestures gestures,
            Providers providers,
            EventSink events,
            InstantSource clock) {
        this.isInside = isInside;
        this.signIns = signIns;
        this.gestures = gestures;
        this.providers = providers;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Returns when {@code request} may destroy or show what {@code tenant} has: as {@link #require}, and where its settings pin
     * a provider and want it so, with a fresh sign-in there.
     */
    void requireAfresh(Request request, Reply reply, TenantId tenant) throws ControlException, IOException {
        require(request, tenant);
        afresh(request, reply, tenant);
    }

    /** The part of {@link #requireAfresh} that is the provider's, for who has asked for the passphrase already. */
    void afresh(Request request, Reply reply, TenantId tenant) throws ControlException, IOException {
        try {
            providers.proveAfresh(tenant, reply::open, request.peer().describe());
        } catch (IdentityException e) {
            throw ControlException.refused(e.getMessage());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Returns when {@code request} may widen what {@code tenant} allows. */
    void require(Request request, TenantId tenant) throws ControlException, IOException {
        require(request, tenant, new Unlock.Passphrase(request.secret("passphrase")), VaultWork.NONE);
    }

    /** Does {@code work} with the vault when {@code request} may, and brings what opens it. */
    void require(Request request, TenantId tenant, Unlock unlock, VaultWork work) throws ControlException, IOException {
        requireOutside(request, tenant);
        Optional<SignIn> live = signIns.live(tenant);
        try {
            check(signIns.proofs().proves(tenant, unlock, request.peer().describe(), work));
            if (unlock instanceof Unlock.Passphrase) {
                live.ifPresent(signIn -> proved(request, signIn));
            }
        } catch (VaultException e) {
            throw ControlException.refused(e.getMessage());
        }
    }

    /** Takes note that {@code request} came with the passphrase that opens {@code live}'s vault: gestures there count from now on. */
    void proved(Request request, SignIn live) {
        gestures.proved(request.peer().process(), live);
    }

    /**
     * As {@link #require(Request, TenantId)}, where a gesture is enough: in a process that has brought the passphrase for this very
     * sign-in, not longer than {@code longest} ago.
     */
    void requireGesture(Request request, TenantId tenant, Duration longest) throws ControlException, IOException {
        requireOutside(request, tenant);
        Optional<String> whyNot = gestures.whyNot(request.peer().process(), tenant, signIns.live(tenant), longest);
        if (whyNot.isPresent()) {
            record(request, tenant, EventType.CONTROL_REFUSED, ResultStatus.DENIED, "a gesture: " + whyNot.get());
            throw ControlException.proof(whyNot.get() + ": the passphrase is needed");
        }
    }

    /**
     * As {@link #require(Request, TenantId)}, of a vault that is older than the one last used, which is accepted by it.
     *
     * @param first what is done before that is recorded; where either fails, the older vault is not accepted
     */
    void acceptOlder(Request request, TenantId tenant, VaultWork first) throws ControlException, IOException {
        requireOutside(request, tenant);
        VaultWork work = (vault, by) -> {
            first.on(vault, by);
            record(
                    request,
                    EventType.VAULT_OLDER_ACCEPTED,
                    "generation " + vault.generation() + ", asked for by " + by.owner());
        };
        try {
            Unlock unlock = new Unlock.Passphrase(request.secret("passphrase"));
            check(signIns.proofs().acceptsOlder(tenant, unlock, request.peer().describe(), work));
        } catch (VaultException e) {
            throw ControlException.refused(e.getMessage());
        }
    }

    private static void check(SignInResult.Proof proof) throws ControlException {
        switch (proof) {
            case SignInResult.Proven proven -> {
                return;
            }
            case SignInResult.Denied denied -> throw ControlException.refused(denied.reason());
            case SignInResult.Throttled throttled -> throw ControlException.refused(throttled.reason());
        }
    }

    /** Returns whether {@code request} comes from inside an AI host's session. */
    boolean isInside(Request request) {
        return isInside.test(request.peer());
    }

    /** Returns when {@code request} does not come from inside an AI host's session. */
    void requireOutside(Request request, TenantId tenant) throws ControlException, IOException {
        if (isInside(request)) {
            String why = "'" + request.command() + "' was asked for from inside an AI host's session";
            record(request, tenant, EventType.CONTROL_REFUSED, ResultStatus.DENIED, why);
            throw ControlException.refused(why + ": an agent cannot approve itself. Run it in a terminal of your own.");
        }
    }

    /** Records what {@code request} is about to do to its tenant. */
    void record(Request request, EventType type, String what) throws IOException {
        try {
            record(request, request.tenant(), type, ResultStatus.SUCCESS, what);
        } catch (ControlException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Records what {@code request} has done, or tried, to {@code tenant}. */
    void record(Request request, TenantId tenant, EventType type, ResultStatus status, String what) throws IOException {
        events.record(AuditEvent.of(
                clock.instant(), tenant, type, status, null, request.peer().describe(), what));
    }
}
