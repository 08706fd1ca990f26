package dev.bulkhead.daemon.sandbox.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs a filter as the kernel would, written from the manual (bpf(4), seccomp(2)) and from nothing of ours. */
final class BpfMachine {
    private final ByteBuffer program;

    BpfMachine(byte[] program) {
        this.program = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
    }

    int instructions() {
        return program.capacity() / 8;
    }

    int run(int number, int architecture, long[] arguments) {
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(number).putInt(architecture).putLong(0x1234);
        for (long argument : arguments) {
            data.putLong(argument);
        }
        int accumulator = 0;
        for (int at = 0; ; at++) {
            int code = program.getShort(8 * at) & 0xffff;
            int jt = program.get(8 * at + 2) & 0xff;
            int jf = program.get(8 * at + 3) & 0xff;
            int k = program.getInt(8 * at + 4);
            switch (code) {
                case 0x20 -> accumulator = data.getInt(k); // LD W ABS
                case 0x54 -> accumulator &= k; // ALU AND K
                case 0x05 -> at += k; // JMP JA
                case 0x15 -> at += accumulator == k ? jt : jf; // JMP JEQ K
                case 0x35 -> at += Integer.compareUnsigned(accumulator, k) >= 0 ? jt : jf; // JMP JGE K
                case 0x06 -> {
                    return k; // RET K
                }
                default -> throw new AssertionError("instruction " + Integer.toHexString(code));
            }
        }
    }
}
