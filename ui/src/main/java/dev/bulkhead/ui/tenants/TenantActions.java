package dev.bulkhead.ui.tenants;

import dev.bulkhead.ui.model.Tenant;

/** What a tenant's page asks for. */
public interface TenantActions {
    void signIn(Tenant tenant);

    void signOut(Tenant tenant);

    /** Starts the supervisor, where none runs. */
    void startSupervisor();
}
