package dev.bulkhead.tenantserver.workspace;

import dev.bulkhead.tenantserver.json.Shown;
import java.util.List;

/**
 * The part of a tenant's resources that a session may touch. A file's resource name is {@code <tenant>/<relative path>}; it
 * must start with the prefix, name by name: {@code acme/} allows all of acme, {@code acme/reports/} what is below reports.
 */
public final class ResourcePrefix {
    private final RelativePath start;
    private final boolean isOfTenant;

    private ResourcePrefix(RelativePath start, boolean isOfTenant) {
        this.start = start;
        this.isOfTenant = isOfTenant;
    }

    /** Allows the whole workspace: for a server that was started by hand. */
    public static ResourcePrefix everything() {
        return new ResourcePrefix(RelativePath.ROOT, true);
    }

    /** Returns the prefix {@code prefix} of a session of {@code tenant}; one of another tenant, or none at all, allows nothing. */
    public static ResourcePrefix of(String tenant, String prefix) {
        int slash = prefix.indexOf('/');
        String first = slash < 0 ? prefix : prefix.substring(0, slash);
        String rest = slash < 0 ? "" : prefix.substring(slash + 1);
        try {
            return new ResourcePrefix(RelativePath.parse(rest), first.equals(tenant) && !tenant.isEmpty());
        } catch (Refused e) {
            return new ResourcePrefix(RelativePath.ROOT, false);
        }
    }

    public boolean allows(RelativePath path) {
        List<String> names = path.names();
        List<String> wanted = start.names();
        return isOfTenant
                && names.size() >= wanted.size()
                && names.subList(0, wanted.size()).equals(wanted);
    }

    /** Refuses what is not {@link #allows allowed}. */
    public void check(RelativePath path) throws Refused {
        if (!allows(path)) {
            throw new Refused("'" + Shown.of(path.toString()) + "' is outside this session's resource prefix");
        }
    }

    /** Where a tool starts that was given no path: the topmost folder that the session may touch. */
    public RelativePath start() {
        return start;
    }
}
