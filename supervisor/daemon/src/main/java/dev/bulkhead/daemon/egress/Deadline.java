package dev.bulkhead.daemon.egress;

import java.time.Duration;

/**
 * What happens to a connection when nothing does. Sockets that virtual threads block on have no time-out of their own, so
 * somebody looks several times a second. Safe for any thread.
 */
final class Deadline {
    private long limit;
    private long at;
    private Runnable then = () -> {};

    /** From now on {@code action} is run, once, when {@code time} passes without a {@link #touch()}. It must not block. */
    synchronized void set(Duration time, Runnable action) {
        limit = time.toNanos();
        then = action;
        at = System.nanoTime() + limit;
    }

    /** Begins the time again. */
    synchronized void touch() {
        at = System.nanoTime() + limit;
    }

    void check() {
        Runnable due;
        synchronized (this) {
            if (System.nanoTime() - at < 0) {
                return;
            }
            due = taken();
        }
        due.run();
    }

    /** Runs the action now, if it was not run yet. */
    void pass() {
        taken().run();
    }

    private synchronized Runnable taken() {
        Runnable due = then;
        then = () -> {};
        return due;
    }
}
