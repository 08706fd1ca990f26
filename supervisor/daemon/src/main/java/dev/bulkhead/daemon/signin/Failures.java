package dev.bulkhead.daemon.signin;

import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;

/** How many attempts in a row did not fit, of each tenant, so that who waits does not get around it by ending the supervisor. */
public interface Failures {
    /** Returns how many; as many as make one wait longest where that cannot be read. */
    int of(TenantId tenant);

    /** Keeps how many; 0 forgets the tenant. */
    void keep(TenantId tenant, int failures) throws IOException;

    /** Returns one that a restart of the supervisor starts anew. */
    static Failures forgotten() {
        return new Failures() {
            @Override
            public int of(TenantId tenant) {
                return 0;
            }

            @Override
            public void keep(TenantId tenant, int failures) {}
        };
    }
}
