package dev.bulkhead.daemon.signin;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Makes a tenant wait after each passphrase that did not fit: 1, 2, 4 … 60 s. It counts by a clock that nobody can set, so that
 * a wall clock put forward does not shorten the wait. It slows who types at the supervisor; whoever copies the vault file is
 * slowed by Argon2id alone. The count outlives the supervisor; after a restart the wait that it makes begins anew.
 *
 * <p>Not safe for threads: its tenant's {@link Door} holds a lock.
 */
final class Throttle {
    /** From as many on, nobody waits longer. */
    static final int LONGEST_WAIT_FAILURES = 7;

    private static final long LONGEST_SECONDS = 60;

    private final LongSupplier elapsedNanos;
    private final Failures kept;
    private final TenantId tenant;
    private int failures;
    private long openAgain;
    private int untold;

    /** @param since when the wait for what failed before began: the start of the supervisor */
    Throttle(LongSupplier elapsedNanos, Failures kept, TenantId tenant, long since) {
        this.elapsedNanos = elapsedNanos;
        this.kept = kept;
        this.tenant = tenant;
        this.failures = kept.of(tenant);
        this.openAgain = since + waitNanos();
    }

    /** Returns how long to wait, in whole seconds rounded up, or zero where an attempt may be made. */
    Duration waitNow() {
        if (failures == 0) {
            return Duration.ZERO;
        }
        long nanos = openAgain - elapsedNanos.getAsLong();
        return nanos <= 0 ? Duration.ZERO : Duration.ofSeconds((nanos + 999_999_999L) / 1_000_000_000L);
    }

    /** @throws IOException when it cannot be kept for after a restart; it counts all the same */
    void failed() throws IOException {
        failures = Math.min(failures + 1, LONGEST_WAIT_FAILURES);
        openAgain = elapsedNanos.getAsLong() + waitNanos();
        kept.keep(tenant, failures);
    }

    private long waitNanos() {
        long seconds = failures == 0 ? 0 : Math.min(LONGEST_SECONDS, 1L << (failures - 1));
        return seconds * 1_000_000_000L;
    }

    /** @throws IOException when it cannot be kept; then the wait goes on */
    void succeeded() throws IOException {
        if (failures > 0) {
            kept.keep(tenant, 0);
            failures = 0;
        }
    }

    /**
     * Counts an attempt that was refused untried, and returns whether it is the first since the last one that was tried. Only
     * that one is recorded by itself: a loop of attempts must not fill the stream.
     */
    boolean refused() {
        return untold++ == 0;
    }

    /** Returns how many were refused untried beyond the one that was recorded, and counts from zero again. */
    int takeUntold() {
        int more = Math.max(0, untold - 1);
        untold = 0;
        return more;
    }
}
