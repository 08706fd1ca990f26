package dev.bulkhead.daemon.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Says when a permission has ended, by two clocks of which the earlier counts: the wall clock, which people can set back, and
 * one that counts from start-up through every suspend, which nobody can set but which knows no date.
 *
 * @param wall the time of day
 * @param elapsedNanos nanoseconds that only go up, also while the machine sleeps (CLOCK_BOOTTIME; on its own,
 *     {@link System#nanoTime} stands still in a suspend on Linux)
 */
public record ExpiryClock(InstantSource wall, LongSupplier elapsedNanos) {

    /** Starts the countdown for {@code claims}: never longer than the token's whole lifetime, whatever the wall clock says. */
    public Expiry start(TokenClaims claims) {
        Duration lifetime = Duration.between(claims.issuedAt(), claims.expires());
        Duration left = Duration.between(wall.instant(), claims.expires());
        return start(claims.expires(), left.compareTo(lifetime) < 0 ? left : lifetime);
    }

    private Expiry start(Instant end, Duration left) {
        return new Expiry(this, end, elapsedNanos.getAsLong() + Math.max(0, left.toNanos()));
    }

    /** The end of one permission. Immutable, cheap to ask before each call, safe for any thread. */
    public static final class Expiry {
        private final ExpiryClock clock;
        private final Instant end;
        private final long deadline;

        private Expiry(ExpiryClock clock, Instant end, long deadline) {
            this.clock = clock;
            this.end = end;
            this.deadline = deadline;
        }

        /** Returns whether either clock has reached the end. */
        public boolean isOver() {
            return !left().isPositive();
        }

        /** Returns the time that is left by the clock that leaves less; zero or negative after the end. */
        public Duration left() {
            Duration byWall = Duration.between(clock.wall.instant(), end);
            Duration byElapsed = Duration.ofNanos(deadline - clock.elapsedNanos.getAsLong());
            return byWall.compareTo(byElapsed) < 0 ? byWall : byElapsed;
        }

        /** Returns the instant that the wall clock must not reach. */
        public Instant end() {
            return end;
        }
    }
}
