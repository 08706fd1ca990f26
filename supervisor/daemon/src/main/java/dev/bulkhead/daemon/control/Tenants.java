package dev.bulkhead.daemon.control;

import dev.bulkhead.daemon.session.RunningTenant;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.protocol.home.TenantId;

/** Finds the tenant that a request names, or says what to do. Stateless. */
final class Tenants {
    private Tenants() {}

    static RunningTenant existing(RunningTenants tenants, Request request) throws ControlException {
        TenantId tenant = request.tenant();
        return tenants.find(tenant)
                .orElseThrow(() -> ControlException.refused("there is no tenant '" + tenant
                        + "': see 'bulkhead tenant list', or add it with 'bulkhead tenant add'"));
    }
}
