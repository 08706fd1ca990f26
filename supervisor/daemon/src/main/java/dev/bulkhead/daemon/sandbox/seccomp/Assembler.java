package dev.bulkhead.daemon.sandbox.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Classic BPF, instruction by instruction: {@code struct sock_filter} of linux/filter.h, as bpf(4) explains it. A label is where
 * a later instruction lies; conditional jumps reach 255 instructions, so they only ever skip an unconditional one.
 */
final class Assembler {
    static final int LOAD = 0x20;
    static final int AND = 0x54;
    static final int JUMP = 0x05;
    static final int JUMP_IF_EQUAL = 0x15;
    static final int JUMP_IF_AT_LEAST = 0x35;
    static final int RETURN = 0x06;

    /** The kernel takes no more: linux/bpf_common.h, BPF_MAXINSNS. */
    private static final int MOST = 4096;

    private static final int SIZE = 8;

    private record Instruction(int code, int ifTrue, int ifFalse, int k) {}

    private final List<Instruction> instructions = new ArrayList<>();

    /** Loads 32 bits of {@code struct seccomp_data}. */
    void load(int offset) {
        instructions.add(new Instruction(LOAD, 0, 0, offset));
    }

    void and(int mask) {
        instructions.add(new Instruction(AND, 0, 0, mask));
    }

    void returns(Verdict verdict) {
        instructions.add(new Instruction(RETURN, 0, 0, verdict.value()));
    }

    /** Goes on with the next instruction when the comparison holds; else to where {@link #land} says. Returns what lands. */
    int unless(int comparison, int value) {
        instructions.add(new Instruction(comparison, 1, 0, value));
        return jump();
    }

    /** Goes on with the next instruction when the comparison does not hold. */
    int when(int comparison, int value) {
        instructions.add(new Instruction(comparison, 0, 1, value));
        return jump();
    }

    private int jump() {
        instructions.add(new Instruction(JUMP, 0, 0, 0));
        return instructions.size() - 1;
    }

    /** Lets the jump {@code from} go to the instruction that comes next. */
    void land(int from) {
        instructions.set(from, new Instruction(JUMP, 0, 0, instructions.size() - from - 1));
    }

    /** The program as the kernel of this machine reads it: all that Java runs Linux on here is little-endian. */
    byte[] program() throws SeccompException {
        if (instructions.size() > MOST) {
            throw new SeccompException(
                    "the filter has " + instructions.size() + " instructions; the kernel takes " + MOST);
        }
        ByteBuffer bytes = ByteBuffer.allocate(SIZE * instructions.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction one : instructions) {
            bytes.putShort((short) one.code)
                    .put((byte) one.ifTrue)
                    .put((byte) one.ifFalse)
                    .putInt(one.k);
        }
        return bytes.array();
    }
}
