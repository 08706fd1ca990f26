package dev.bulkhead.tenantserver.tool;

import dev.bulkhead.tenantserver.workspace.ResourcePrefix;

/** A session as the supervisor bound it: what it is stays, its rights may be renewed at any time. Safe for any thread. */
public final class Session {
    private final String id;
    private final ResourcePrefix prefix;
    private volatile Rights rights;

    public Session(String id, ResourcePrefix prefix, Rights rights) {
        this.id = id;
        this.prefix = prefix;
        this.rights = rights;
    }

    public String id() {
        return id;
    }

    public ResourcePrefix prefix() {
        return prefix;
    }

    public Rights rights() {
        return rights;
    }

    /** Puts {@code renewed} in the place of the rights so far, from the next call on. */
    public void rotate(Rights renewed) {
        rights = renewed;
    }
}
