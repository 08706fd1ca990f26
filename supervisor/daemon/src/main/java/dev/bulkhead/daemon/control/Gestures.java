package dev.bulkhead.daemon.control;

import dev.bulkhead.daemon.session.Peer;
import dev.bulkhead.daemon.signin.SignIn;
import dev.bulkhead.protocol.home.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Which processes have proved lately that the consultant sits at them, so that a gesture there, a click in the window, is fresh
 * proof as well (design, rule 7; decision 18).
 *
 * <p>Known by the kernel's number and start time, never by what a process says; for one tenant's one sign-in alone, and no longer
 * than the tenant would stay open without a call. By the wall clock and by one that counts suspend, whichever says more. Safe for
 * any thread.
 */
final class Gestures {
    /** Of one tenant: a consultant has one window, and a command that proves is gone at once. */
    private static final int MOST = 32;

    private final InstantSource wall;
    private final LongSupplier elapsedNanos;
    private final Map<Key, Proven> proven = new LinkedHashMap<>();

    private record Key(TenantId tenant, Peer.Identity process) {}

    private record Proven(long epoch, Instant wall, long elapsed) {}

    /** {@code elapsedNanos}: nanoseconds that only go up, also while the machine sleeps. */
    Gestures(InstantSource wall, LongSupplier elapsedNanos) {
        this.wall = wall;
        this.elapsedNanos = elapsedNanos;
    }

    /** Takes note that {@code process} has just proved the passphrase of {@code live}'s tenant. */
    synchronized void proved(Peer.Identity process, SignIn live) {
        if (process.started().equals(Instant.EPOCH)) {
            return; // Without its start a number could be anybody's by the next gesture.
        }
        Key key = new Key(live.tenant(), process);
        proven.remove(key);
        proven.put(key, new Proven(live.epoch(), wall.instant(), elapsedNanos.getAsLong()));
        Optional<Key> eldest = proven.keySet().stream()
                .filter(each -> each.tenant().equals(live.tenant()))
                .findFirst();
        if (proven.keySet().stream()
                        .filter(each -> each.tenant().equals(live.tenant()))
                        .count()
                > MOST) {
            eldest.ifPresent(proven::remove);
        }
    }

    /**
     * Returns why a gesture in {@code process} is no proof for {@code tenant}; nothing where it is.
     *
     * @param live the tenant's live sign-in
     * @param longest how old a proof may be: the tenant's {@code idle-lock}
     */
    synchronized Optional<String> whyNot(
            Peer.Identity process, TenantId tenant, Optional<SignIn> live, Duration longest) {
        Proven last = proven.get(new Key(tenant, process));
        if (live.isEmpty()) {
            return Optional.of("nobody is signed in to '" + tenant + "'");
        }
        if (last == null || last.epoch() != live.get().epoch()) {
            return Optional.of("it was not in this process that the consultant signed in to '" + tenant + "'");
        }
        Duration byWall = Duration.between(last.wall(), wall.instant());
        Duration byElapsed = Duration.ofNanos(elapsedNanos.getAsLong() - last.elapsed());
        Duration age = byWall.compareTo(byElapsed) > 0 ? byWall : byElapsed;
        return age.compareTo(longest) < 0
                ? Optional.empty()
                : Optional.of("the passphrase of '" + tenant + "' was last typed here too long ago");
    }
}
