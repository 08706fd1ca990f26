package dev.bulkhead.tenantserver.probe;

/** What only a system call shows. A process that can make none in time has {@link #NOT_ASKED}. */
public interface Kernel {
    /** For a process that must not load the foreign function interface: what it is asked counts as open. */
    Kernel NOT_ASKED = () -> {
        throw new Probe.UnknownKind("new-user-namespace");
    };

    /** Returns a word when the kernel would make a new user namespace for us, throws when it refuses. */
    String newUserNamespace() throws Exception;
}
