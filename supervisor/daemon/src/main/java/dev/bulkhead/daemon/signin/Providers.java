package dev.bulkhead.daemon.signin;

import dev.bulkhead.daemon.identity.IdentityException;
import dev.bulkhead.daemon.identity.Provider;
import dev.bulkhead.daemon.identity.ProviderWire;
import dev.bulkhead.daemon.identity.Vouched;
import dev.bulkhead.daemon.signin.SignInResult.Denied;
import dev.bulkhead.daemon.signin.SignInResult.Proven;
import dev.bulkhead.daemon.signin.SignInResult.SignedIn;
import dev.bulkhead.daemon.signin.SignInResult.Throttled;
import dev.bulkhead.daemon.signin.Visits.Visit;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.IdentitySettings;
import dev.bulkhead.daemon.tenant.SettingsListener;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.vault.VaultException;
import dev.bulkhead.protocol.home.TenantId;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs in where a tenant's settings pin a provider: the passphrase opens the vault and the provider vouches for the
 * consultant, and one without the other signs nobody in. No vault is open, and no lock is held, while somebody stands at the
 * provider's pages. Safe for any thread.
 */
public final class Providers implements SignInListener, SettingsListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Providers.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Vouchers vouchers;
    private final SignIns signIns;
    private final ProviderWire wire;
    private final LiveWord.Surroundings around;
    private final Visits visits;
    private final Map<TenantId, LiveWord> words = new ConcurrentHashMap<>();

    /** @param vouchers those that {@code signIns} was made with */
    public Providers(
            Vouchers vouchers,
            SignIns signIns,
            ProviderWire wire,
            EventSink events,
            InstantSource wall,
            LongSupplier elapsedNanos) {
        this.vouchers = vouchers;
        this.signIns = signIns;
        this.wire = wire;
        this.visits = new Visits(events, wall);
        this.around = new LiveWord.Surroundings(signIns, events, wall, elapsedNanos);
    }

    /** Where the consultant meets the provider. */
    public enum Way {
        BROWSER,
        DEVICE
    }

    /** Takes what the consultant is to be told meanwhile. */
    public interface Shown {
        /** The address to open in the browser; {@code code} is what to type there, "" for nothing. */
        void open(URI page, String code);
    }

    /** Signs in as {@link SignIns#signIn} does, where the settings pin a provider by its word as well. */
    public SignInResult signIn(TenantId tenant, SecretBytes passphrase, Way way, Shown shown, String peer)
            throws VaultException, IOException, IdentityException {
        Optional<IdentitySettings> pinned = vouchers.identity(tenant);
        if (pinned.isEmpty()) {
            return signIns.signIn(tenant, passphrase, peer);
        }
        switch (signIns.proves(tenant, passphrase, peer)) {
            case Denied denied -> {
                return denied;
            }
            case Throttled throttled -> {
                return throttled;
            }
            case Proven proven -> {}
        }
        Provider provider = provider(pinned.get());
        Vouched vouched = visits.make(new Visit(tenant, provider, way, Optional.empty(), peer), shown);
        Grant grant = LiveWord.grant(Visits.subject(vouched), vouched.rights());
        boolean isTaken = false;
        try {
            vouchers.put(tenant, pinned.get(), grant);
            SignInResult result = signIns.signIn(tenant, passphrase, peer);
            if (result instanceof SignedIn in) {
                isTaken = true;
                begin(in.signIn(), pinned.get(), provider, vouched, grant);
            }
            return result;
        } finally {
            vouchers.discard(tenant);
            if (!isTaken) {
                discard(tenant, provider, vouched);
            }
        }
    }

    /**
     * Has the provider ask the consultant afresh who they are, where the settings want that for what destroys; returns at once
     * where they do not.
     *
     * @throws IdentityException when it did not, or vouched for somebody else than who is signed in
     */
    public void proveAfresh(TenantId tenant, Shown shown, String peer) throws IOException, IdentityException {
        Optional<IdentitySettings> pinned = vouchers.identity(tenant);
        if (pinned.isEmpty() || pinned.get().reauthenticate().isEmpty()) {
            return;
        }
        Provider provider = provider(pinned.get());
        Visit visit = new Visit(tenant, provider, Way.BROWSER, pinned.get().reauthenticate(), peer);
        Vouched again = visits.make(visit, shown);
        LiveWord word = words.get(tenant);
        boolean isAnother = word != null && !word.subject().equals(again.subject());
        discard(tenant, provider, again);
        if (isAnother) {
            String why = "the provider vouched for somebody else than who is signed in";
            visits.refused(visit, why);
            throw IdentityException.of(why);
        }
    }

    private Provider provider(IdentitySettings settings) {
        return new Provider(settings, wire, around.wall());
    }

    private void begin(SignIn signIn, IdentitySettings settings, Provider provider, Vouched vouched, Grant grant) {
        LiveWord word = new LiveWord(signIn, settings, provider, vouched, grant, around);
        LiveWord before = words.put(signIn.tenant(), word);
        if (before != null) {
            before.drop();
        }
        if (!signIn.grant().equals(grant)) {
            // Signed in before: the new word counts from now on.
            signIns.regrant(signIn, grant);
        }
        if (signIns.live(signIn.tenant())
                .filter(live -> live.epoch() == signIn.epoch())
                .isEmpty()) {
            // Signed out meanwhile, before there was anything to end.
            signedOut(signIn.tenant(), Leaving.SIGNED_OUT);
        } else {
            word.start();
        }
    }

    /**
     * Throws a word away that nobody lives on. To revoke its refresh token would end the session at the provider, and with that
     * the word of before where somebody does live on one.
     */
    private void discard(TenantId tenant, Provider provider, Vouched vouched) {
        if (words.containsKey(tenant)) {
            vouched.close();
            return;
        }
        inBackground(() -> {
            try (vouched) {
                if (vouched.refreshToken().isPresent()) {
                    provider.revoke(vouched.refreshToken().get());
                }
            } catch (IdentityException e) {
                LOG.info("a refresh token that nobody uses was not revoked: {}", e.getMessage());
            }
        });
    }

    private static Thread inBackground(Runnable what) {
        return Thread.ofVirtual().name("gives-back").start(what);
    }

    @Override
    public void signedIn(SignIn signIn) {}

    /** Whether the provider can be reached or not: a sign-out does not wait for it. A lock leaves the session there alone. */
    @Override
    public void signedOut(TenantId tenant, Leaving why) {
        LiveWord word = words.remove(tenant);
        if (word != null) {
            inBackground(() -> word.giveBack(why.kind()));
        }
    }

    /** Who was let in under other settings of the provider, or under none, has to be let in anew. */
    @Override
    public void changed(TenantId tenant, TenantSettings changed) {
        Optional<SignIn> live = signIns.live(tenant);
        LiveWord word = words.get(tenant);
        Optional<IdentitySettings> under = Optional.ofNullable(word).map(LiveWord::settings);
        if (live.isPresent() && !under.equals(changed.identity())) {
            inBackground(() -> {
                try {
                    signIns.leave(
                            tenant,
                            new Leaving(Leaving.Kind.LOCK, "the settings of the tenant's provider have changed"),
                            "supervisor");
                } catch (IOException e) {
                    LOG.error("tenant={} the end of a sign-in could not be recorded: {}", tenant, e.getMessage());
                }
            });
        }
    }

    @Override
    public void removed(TenantId tenant) {}

    /** Gives back what can be given back in a moment: the supervisor ends. */
    @Override
    public void close() {
        List<Thread> threads = new ArrayList<>();
        for (TenantId tenant : List.copyOf(words.keySet())) {
            LiveWord word = words.remove(tenant);
            if (word != null) {
                threads.add(inBackground(() -> word.giveBack(Leaving.Kind.SIGN_OUT)));
            }
        }
        visits.close();
        long deadline = System.nanoTime() + LAST_WORDS.toNanos();
        try {
            for (Thread thread : threads) {
                thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        wire.close();
    }
}
