package dev.bulkhead.daemon.process;

/** Who has a tenant server started. Called on the threads that start it and read from it. */
public interface ServerOwner {
    /** Takes the process as soon as there is one: it has proven nothing yet, but can be ended. */
    void begun(TenantProcess process);

    /** Returns {@code line}, which the server said, as it may stand in the log: without the tenant's credentials. */
    String forLog(String line);
}
