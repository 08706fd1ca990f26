package dev.bulkhead.tenantserver.pipe;

/** What ends the process: without its pipe a tenant server has nobody to serve. */
public interface Fatal {
    void pipeBroken(Throwable why);
}
