package dev.bulkhead.tenantserver.stage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Sets a filter of system calls on this thread and what it becomes: seccomp(2). Cannot be taken back. */
final class Seccomp {
    private static final int SET_SECCOMP = 22; // PR_SET_SECCOMP, prctl(2)
    private static final int MODE_FILTER = 2;
    private static final int INSTRUCTION_BYTES = 8; // sizeof(struct sock_filter)

    private Seccomp() {}

    /** @param filter instructions as the kernel takes them */
    static void filter(byte[] filter) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment instructions = arena.allocate(filter.length, 8);
            MemorySegment.copy(filter, 0, instructions, ValueLayout.JAVA_BYTE, 0, filter.length);
            // struct sock_fprog: a short with their number, and after a gap their address.
            MemorySegment program = arena.allocate(16, 8);
            program.set(ValueLayout.JAVA_SHORT, 0, (short) (filter.length / INSTRUCTION_BYTES));
            program.set(ValueLayout.JAVA_LONG, 8, instructions.address());
            if (Libc.noNewPrivileges() != 0 || Libc.call("prctl", SET_SECCOMP, MODE_FILTER, program.address()) != 0) {
                throw new IOException("the kernel refuses the filter of system calls");
            }
        }
    }
}
