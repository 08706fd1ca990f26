package dev.bulkhead.daemon.session;

import dev.bulkhead.daemon.alert.Response;
import dev.bulkhead.daemon.signin.Leaving;
import dev.bulkhead.daemon.signin.SignIns;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Suspends and halts tenants as the consultant would: by ending the sign-in, and by the same switch. Safe for any thread. */
public final class AlertResponse implements Response {
    private static final Logger LOG = LoggerFactory.getLogger(AlertResponse.class);
    private static final String PEER = "supervisor";

    private final RunningTenants tenants;
    private final SignIns signIns;
    private final Halting halting;

    public AlertResponse(RunningTenants tenants, SignIns signIns, Halting halting) {
        this.tenants = tenants;
        this.signIns = signIns;
        this.halting = halting;
    }

    @Override
    public boolean isLive(TenantId tenant) {
        return signIns.live(tenant).isPresent();
    }

    @Override
    public void suspend(TenantId tenant, String why) {
        try {
            signIns.leave(tenant, new Leaving(Leaving.Kind.ALERT, why), PEER);
        } catch (IOException | RuntimeException e) {
            LOG.error("tenant={} is suspended, which could not be recorded or done as a whole", tenant, e);
        }
    }

    @Override
    public void halt(TenantId tenant) {
        tenants.find(tenant).ifPresent(running -> halting.halt(running, PEER));
    }
}
