package dev.bulkhead.ui.tenants;

import dev.bulkhead.ui.model.Tenant;

/** What a tenant's page and the list ask for. */
public interface TenantActions {
    void signIn(Tenant tenant);

    void signOut(Tenant tenant);

    /** Lets it work again after a halt. */
    void resume(Tenant tenant);

    /** Makes its workspace the active one. */
    void makeActive(Tenant tenant);

    /** Stops it, now. */
    void halt(Tenant tenant);

    /** Stops all, now. */
    void haltAll();

    /** Begins to set another client up. */
    void addClient();

    /** Starts the supervisor, where none runs. */
    void startSupervisor();
}
