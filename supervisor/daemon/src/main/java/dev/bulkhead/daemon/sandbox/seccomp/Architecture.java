package dev.bulkhead.daemon.sandbox.seccomp;

/** The machines that filters are made for: audit.h, AUDIT_ARCH_*. */
public enum Architecture {
    X86_64("x86_64", 0xc000003e),
    AARCH64("aarch64", 0xc00000b7);

    private final String wireName;
    private final int audit;

    Architecture(String wireName, int audit) {
        this.wireName = wireName;
        this.audit = audit;
    }

    /** As in the names of the files. */
    public String wireName() {
        return wireName;
    }

    int audit() {
        return audit;
    }

    /** The machine that this runs on. */
    public static Architecture here() {
        return System.getProperty("os.arch").equals("aarch64") ? AARCH64 : X86_64;
    }
}
