package dev.bulkhead.daemon.sandbox.seccomp;

/** What a filter returns for a system call: seccomp(2), SECCOMP_RET_*. */
enum Verdict {
    ALLOW(0x7fff0000),
    EPERM(0x00050000 | 1),
    ENOSYS(0x00050000 | 38),
    EAFNOSUPPORT(0x00050000 | 97),
    KILL(0x80000000);

    private final int value;

    Verdict(int value) {
        this.value = value;
    }

    int value() {
        return value;
    }
}
