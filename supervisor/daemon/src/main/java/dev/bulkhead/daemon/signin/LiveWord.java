package dev.bulkhead.daemon.signin;

import dev.bulkhead.daemon.identity.IdentityException;
import dev.bulkhead.daemon.identity.Provider;
import dev.bulkhead.daemon.identity.Rights;
import dev.bulkhead.daemon.identity.Vouched;
import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.IdentitySettings;
import dev.bulkhead.daemon.tenant.ResultStatus;
import dev.bulkhead.daemon.vault.SecretName;
import dev.bulkhead.daemon.vault.VaultException;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the provider's word for one sign-in alive, on a thread of its own, until the sign-in ends: renews it at half of its
 * life, and draws what follows when the provider says no (the sign-in ends) or cannot be asked (reading alone, and the end when
 * that has lasted for the hours that the settings grant).
 */
final class LiveWord implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveWord.class);
    private static final String PEER = "supervisor";
    private static final Duration OFTEN = Duration.ofSeconds(1);
    private static final Duration SELDOM = Duration.ofMinutes(5);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    /** What every word needs. */
    record Surroundings(SignIns signIns, EventSink events, InstantSource wall, LongSupplier elapsedNanos) {}

    private final SignIn signIn;
    private final IdentitySettings settings;
    private final Provider provider;
    private final Surroundings around;
    private final String subject;
    private final SecretBytes idToken;
    private final Instant ends;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Guarded by this. */
    private @Nullable SecretBytes refreshToken;

    /** Of the thread alone, as all that follows. */
    private Grant grant;

    private Instant renewBefore;
    private Instant heardAt;
    private long heardAtNanos;
    private boolean inGrace;

    /** Takes {@code vouched} over. */
    LiveWord(
            SignIn signIn,
            IdentitySettings settings,
            Provider provider,
            Vouched vouched,
            Grant grant,
            Surroundings around) {
        this.signIn = signIn;
        this.settings = settings;
        this.provider = provider;
        this.around = around;
        this.subject = vouched.subject();
        this.idToken = vouched.idToken();
        this.refreshToken = vouched.refreshToken().orElse(null);
        this.ends = vouched.ends();
        this.grant = grant;
        this.renewBefore = vouched.renewBefore();
        heard();
    }

    static Grant grant(String subject, Rights rights) {
        return new Grant(subject, rights.tools(), rights.prefix(), rights.lifetime(), false);
    }

    IdentitySettings settings() {
        return settings;
    }

    String subject() {
        return subject;
    }

    private void heard() {
        heardAt = around.wall().instant();
        heardAtNanos = around.elapsedNanos().getAsLong();
    }

    /** Begins. */
    void start() {
        Thread.ofVirtual().name("renews-" + signIn.tenant()).start(this::run);
    }

    private void run() {
        try {
            keep();
            while (!closed.await(pause().toMillis(), TimeUnit.MILLISECONDS)) {
                if (hasToken()) {
                    renew();
                } else if (!around.wall().instant().isBefore(ends)) {
                    end("the provider's word has ended, and it gave nothing to renew it with");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("the provider's word cannot be kept alive", e);
            end("the provider's word could not be renewed, by an error of ours");
        }
    }

    private Duration pause() {
        if (!hasToken()) {
            return OFTEN;
        }
        Duration half = Duration.between(around.wall().instant(), renewBefore).dividedBy(2);
        Duration longest = inGrace ? AGAIN : SELDOM;
        Duration bounded = half.compareTo(longest) > 0 ? longest : half;
        if (inGrace) {
            Duration left = settings.offlineGrace().minus(silentFor());
            bounded = left.compareTo(AGAIN) < 0 ? left : AGAIN;
        }
        return bounded.compareTo(OFTEN) < 0 ? OFTEN : bounded;
    }

    private synchronized boolean hasToken() {
        return refreshToken != null;
    }

    private synchronized Optional<SecretBytes> token() {
        return Optional.ofNullable(refreshToken).map(SecretBytes::copy);
    }

    private void renew() {
        try (SecretBytes token = token().orElseThrow()) {
            Vouched.Renewed renewed = provider.renew(token, subject);
            heard();
            renewBefore = renewed.renewBefore();
            SecretBytes next = renewed.refreshToken();
            if (next != null) {
                replace(next);
            }
            renewed.rights().ifPresent(rights -> grant = grant(grant.subject(), rights));
            if (inGrace) {
                inGrace = false;
                record(ResultStatus.SUCCESS, "the provider is there again: nothing is held back any more");
            }
            regrant(grant);
        } catch (IdentityException e) {
            if (closed.getCount() == 0) {
                return;
            }
            switch (e.kind()) {
                case REFUSED -> end("the provider no longer vouches: " + e.getMessage());
                case UNREACHABLE -> silent(String.valueOf(e.getMessage()));
            }
        }
    }

    private void regrant(Grant now) {
        Optional<SignIn> live = around.signIns().live(signIn.tenant());
        if (live.isPresent() && !live.get().grant().equals(now)) {
            around.signIns().regrant(signIn, now);
        }
    }

    private void silent(String why) {
        if (silentFor().compareTo(settings.offlineGrace()) >= 0) {
            end("the provider has not been reached for as long as the settings allow: " + why);
            return;
        }
        if (!inGrace) {
            inGrace = true;
            record(
                    ResultStatus.DENIED,
                    why + "; only tools that say they change nothing may be called, and in "
                            + settings.offlineGrace().minus(silentFor()).toMinutes() + " minutes none");
            regrant(grant.reading());
        }
    }

    /** By the clock that says more: neither one that was set back nor one that sleeps lengthens it. */
    private Duration silentFor() {
        Duration byWall = Duration.between(heardAt, around.wall().instant());
        Duration byElapsed = Duration.ofNanos(around.elapsedNanos().getAsLong() - heardAtNanos);
        return byWall.compareTo(byElapsed) > 0 ? byWall : byElapsed;
    }

    private void end(String why) {
        try {
            Optional<SignIn> live = around.signIns().live(signIn.tenant());
            if (live.isPresent() && live.get().epoch() == signIn.epoch()) {
                around.signIns().leave(signIn.tenant(), new Leaving(Leaving.Kind.LOCK, why), PEER);
            }
        } catch (IOException e) {
            LOG.error("tenant={} the end of a sign-in could not be recorded: {}", signIn.tenant(), e.getMessage());
        }
        closed.countDown();
    }

    private void record(ResultStatus status, String detail) {
        try {
            around.events()
                    .record(AuditEvent.of(
                            around.wall().instant(),
                            signIn.tenant(),
                            EventType.AUTH_OFFLINE_GRACE,
                            status,
                            null,
                            PEER,
                            detail));
        } catch (IOException e) {
            // What cannot be recorded does not happen: the grace is not given.
            end("the audit cannot be written: " + e.getMessage());
        }
    }

    private void replace(SecretBytes next) {
        synchronized (this) {
            SecretBytes before = refreshToken;
            refreshToken = next;
            if (before != null) {
                before.close();
            }
        }
        keep();
    }

    /** Into the vault: a supervisor that is killed leaves it there, and the next sign-in revokes it. */
    private void keep() {
        Optional<SecretBytes> token = token();
        if (token.isEmpty()) {
            return;
        }
        try (SecretBytes copy = token.get()) {
            signIn.vault().set(SecretName.REFRESH_TOKEN, copy);
        } catch (VaultException e) {
            LOG.warn("tenant={} the refresh token is not in the vault: {}", signIn.tenant(), e.getMessage());
        }
    }

    /** Ends the renewing and forgets the word, of which the provider hears nothing: another took its place. */
    void drop() {
        close();
        synchronized (this) {
            if (refreshToken != null) {
                refreshToken.close();
                refreshToken = null;
            }
        }
        idToken.close();
    }

    /** Ends the renewing; the word itself is the provider's to take back: {@link #giveBack}. */
    @Override
    public void close() {
        closed.countDown();
    }

    /**
     * Revokes at the provider what it gave, as far as it can be reached; blocks for that.
     *
     * @param why after all but a lock the consultant's session at the provider ends as well
     */
    void giveBack(Leaving.Kind why) {
        close();
        Optional<SecretBytes> token;
        synchronized (this) {
            token = Optional.ofNullable(refreshToken);
            refreshToken = null;
        }
        try (idToken) {
            if (token.isPresent()) {
                try (SecretBytes mine = token.get()) {
                    provider.revoke(mine);
                }
            }
            if (why != Leaving.Kind.LOCK) {
                provider.endSession(idToken);
            }
        } catch (IdentityException e) {
            LOG.warn("tenant={} the provider was not told of the sign-out: {}", signIn.tenant(), e.getMessage());
        }
    }
}
