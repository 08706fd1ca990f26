package dev.bulkhead.daemon.vault;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;

/**
 * The highest generation of each tenant's vault that was ever seen here: a file below it was put back from an earlier time, with
 * the passphrases and secrets of then. Safe for any thread.
 */
public interface HighWater {
    /** Returns the mark of {@code tenant}, or 0 where there is none. */
    long of(TenantId tenant) throws IOException;

    /** Raises the mark; one that is as high already stays. */
    void raise(TenantId tenant, long generation) throws IOException;

    /** Puts the mark where it is told, also lower: a new vault, or an older one that the consultant accepts; 0 forgets it. */
    void reset(TenantId tenant, long generation) throws IOException;

    /** Returns one that remembers nothing. */
    static HighWater none() {
        return new HighWater() {
            @Override
            public long of(TenantId tenant) {
                return 0;
            }

            @Override
            public void raise(TenantId tenant, long generation) {}

            @Override
            public void reset(TenantId tenant, long generation) {}
        };
    }
}
