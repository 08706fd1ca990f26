package dev.bulkhead.daemon.control;

import dev.bulkhead.daemon.session.RunningTenant;
import dev.bulkhead.daemon.session.RunningTenants;
import dev.bulkhead.protocol.home.TenantId;
import java.util.List;
import java.util.Optional;

/** Finds the tenant that a request names, or says what to do. Stateless. */
final class Tenants {
    private Tenants() {}

    static RunningTenant existing(RunningTenants tenants, Request request) throws ControlException {
        TenantId tenant = request.tenant();
        return tenants.find(tenant)
                .orElseThrow(() -> ControlException.refused("there is no tenant '" + tenant + "'"
                        + tenants.wayIn(tenant)
                                .orElse(": see 'bulkhead tenant list', or add it with 'bulkhead tenant add'")));
    }

    /** Returns the tenant that {@code request} names; empty where it names none. */
    static Optional<TenantId> named(RunningTenants tenants, Request request) throws ControlException {
        return request.optional("tenant").isPresent()
                ? Optional.of(existing(tenants, request).id())
                : Optional.empty();
    }

    /** Returns the tenant that {@code request} names; all of them where it names none. */
    static List<TenantId> namedOrAll(RunningTenants tenants, Request request) throws ControlException {
        return named(tenants, request)
                .map(List::of)
                .orElseGet(() -> tenants.all().stream().map(RunningTenant::id).toList());
    }
}
