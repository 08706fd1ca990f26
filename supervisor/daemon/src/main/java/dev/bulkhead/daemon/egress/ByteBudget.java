package dev.bulkhead.daemon.egress;

import java.util.function.LongSupplier;

/** The bytes that one upstream may move in an hour, over all its connections. Safe for any thread. */
final class ByteBudget {
    private static final long HOUR = 3_600_000_000_000L;

    private final long most;
    private final LongSupplier nanoTime;
    private long since;
    private long spent;

    ByteBudget(long most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    /** Counts {@code bytes} that are about to go on; returns false when they may not. */
    synchronized boolean spend(long bytes) {
        if (isUsedUp()) {
            return false;
        }
        if (bytes > most - spent) {
            // What is left is less than one piece: to be told so only now and then would help nobody.
            spent = most;
            return false;
        }
        spent += bytes;
        return true;
    }

    /** Returns whether nothing may go on until the hour is over. */
    synchronized boolean isUsedUp() {
        long now = nanoTime.getAsLong();
        if (now - since >= HOUR) {
            since = now;
            spent = 0;
        }
        return spent >= most;
    }
}
