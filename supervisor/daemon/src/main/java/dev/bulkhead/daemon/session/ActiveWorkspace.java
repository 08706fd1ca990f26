package dev.bulkhead.daemon.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bulkhead.daemon.tenant.StateFile;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tenant that a host gets when it asks for none: the one that the consultant has switched to, also after a restart; where
 * there is one tenant alone, that one. Safe for any thread.
 */
public final class ActiveWorkspace {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveWorkspace.class);

    private final RunningTenants tenants;
    private final StateFile file;
    private volatile @Nullable TenantId active;

    public ActiveWorkspace(BulkheadHome home, RunningTenants tenants) {
        this.tenants = tenants;
        this.file = new StateFile(home.state().resolve("active.json"));
        try {
            String kept = file.read().path("tenant").asText();
            active = TenantId.isValid(kept) ? new TenantId(kept) : null;
        } catch (IOException e) {
            LOG.warn("which workspace was active is not known any more: {}", e.getMessage());
        }
    }

    /** Returns the active tenant, if there is one. */
    public Optional<RunningTenant> now() {
        TenantId chosen = active;
        if (chosen != null) {
            return tenants.find(chosen);
        }
        List<RunningTenant> all = tenants.all();
        return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
    }

    /** Forgets a tenant that is no more. */
    public synchronized void forget(TenantId tenant) throws IOException {
        if (tenant.equals(active)) {
            file.write(JsonNodeFactory.instance.objectNode());
            active = null;
        }
    }

    /** Makes {@code tenant} the active one. */
    synchronized void become(TenantId tenant) throws IOException {
        file.write(JsonNodeFactory.instance.objectNode().put("tenant", tenant.value()));
        active = tenant;
    }
}
