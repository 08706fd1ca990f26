package dev.bulkhead.daemon.limits;

import dev.bulkhead.protocol.home.TenantId;
import java.time.Duration;

/** Counts what sandboxes use. Safe for any thread; never blocks. */
@FunctionalInterface
public interface Meter {
    /** Counts nothing. */
    Meter NONE = (tenant, upstream) -> new Count() {
        @Override
        public void used(double cpuSeconds, long memory, Duration up) {}

        @Override
        public void ended() {}
    };

    /** Returns who counts for a sandbox that begins. @param upstream its name; {@code -} for the tenant server */
    Count begin(TenantId tenant, String upstream);

    /** Counts for one sandbox. For one thread. */
    interface Count {
        /**
         * Adds what it used since the last time: up to four times a second while it works, and each second at rest.
         *
         * @param cpuSeconds of processor time, of all its processes, those that have ended and were reaped included
         * @param memory bytes that they have in memory now, each with the pages that it shares
         * @param up how long it was up since then
         */
        void used(double cpuSeconds, long memory, Duration up);

        /** It is gone. */
        void ended();
    }
}
