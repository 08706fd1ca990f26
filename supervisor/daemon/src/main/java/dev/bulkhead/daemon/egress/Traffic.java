package dev.bulkhead.daemon.egress;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes of one connection, both ways, against its own limit and its upstream's. Safe for any thread. */
final class Traffic {
    private final long most;
    private final ByteBudget budget;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();

    Traffic(long most, ByteBudget budget) {
        this.most = most;
        this.budget = budget;
    }

    enum Way {
        OUT,
        IN
    }

    /** Counts {@code bytes} that are about to go on; returns false when they may not. */
    boolean passes(Way way, long bytes) {
        if (sent.get() + received.get() + bytes > most || !budget.spend(bytes)) {
            return false;
        }
        switch (way) {
            case OUT -> sent.addAndGet(bytes);
            case IN -> received.addAndGet(bytes);
        }
        return true;
    }

    /** Returns the bytes that went out. */
    long sent() {
        return sent.get();
    }

    /** Returns the bytes that came in. */
    long received() {
        return received.get();
    }
}
