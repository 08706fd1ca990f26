package dev.bulkhead.tenantserver.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Landlock, landlock(7): from now on the calling thread, all that it starts and what it becomes reach only the files that rules
 * name, and signal and connect to nothing that is not restricted with them. Cannot be taken back.
 *
 * <p>A rule is {@code rx /path}: {@code r} reads and lists, {@code w} writes, makes and removes, {@code x} executes; for a folder,
 * all that lies below it.
 */
final class Landlock {
    // The same numbers on every architecture: asm-generic/unistd.h.
    private static final int CREATE_RULESET = 444;
    private static final int ADD_RULE = 445;
    private static final int RESTRICT_SELF = 446;

    private static final int ASK_VERSION = 1;
    private static final int PATH_BENEATH = 1;
    private static final int O_PATH = 0x200000;
    private static final int O_CLOEXEC = 0x80000;

    private static final long EXECUTE = 1;
    private static final long WRITE_FILE = 1 << 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_DIR = 1 << 3;
    private static final long REMOVE = 3 << 4;
    private static final long MAKE_CHAR = 1 << 6;
    private static final long MAKE_DIR_REG_SOCK_FIFO = 0b1111 << 7;
    private static final long MAKE_BLOCK = 1 << 11;
    private static final long MAKE_SYM = 1 << 12;
    private static final long REFER = 1 << 13; // version 2
    private static final long TRUNCATE = 1 << 14; // version 3
    private static final long IOCTL_DEV = 1 << 15; // version 5

    private static final long OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV;
    private static final long SCOPED_ABSTRACT_SOCKETS_AND_SIGNALS = 3; // version 6

    private Landlock() {}

    /** Returns the version of the kernel's Landlock; 0 where it has none, or has it switched off. */
    static int version() throws IOException {
        return Math.max(0, Libc.call("syscall", CREATE_RULESET, 0, 0, ASK_VERSION));
    }

    /**
     * Restricts this thread to {@code rules}; a path that is not there stays closed.
     *
     * @param version as the kernel named it, 1 or more
     */
    static void restrict(List<byte[]> rules, int version) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ruleset = arena.allocate(ValueLayout.JAVA_LONG, 3);
            ruleset.setAtIndex(ValueLayout.JAVA_LONG, 0, handled(version));
            ruleset.setAtIndex(ValueLayout.JAVA_LONG, 2, SCOPED_ABSTRACT_SOCKETS_AND_SIGNALS);
            // struct landlock_ruleset_attr has grown: files, then network, then scopes.
            int size = version >= 6 ? 24 : 8;
            int set = Libc.call("syscall", CREATE_RULESET, ruleset.address(), size, 0);
            if (set < 0) {
                throw new IOException("the kernel refuses a Landlock ruleset");
            }
            try {
                for (byte[] rule : rules) {
                    add(arena, set, new String(rule, UTF_8), version);
                }
                if (Libc.noNewPrivileges() != 0 || Libc.call("syscall", RESTRICT_SELF, set, 0) != 0) {
                    throw new IOException("the kernel refuses to restrict by Landlock");
                }
            } finally {
                Libc.call("close", set);
            }
        }
    }

    private static long handled(int version) {
        long all = EXECUTE | WRITE_FILE | READ_FILE | READ_DIR | REMOVE;
        all |= MAKE_CHAR | MAKE_DIR_REG_SOCK_FIFO | MAKE_BLOCK | MAKE_SYM;
        all |= version >= 2 ? REFER : 0;
        all |= version >= 3 ? TRUNCATE : 0;
        all |= version >= 5 ? IOCTL_DEV : 0;
        return all;
    }

    private static void add(Arena arena, int set, String rule, int version) throws IOException {
        int space = rule.indexOf(' ');
        if (space < 1 || !rule.startsWith("/", space + 1)) {
            throw new IOException("'" + rule + "' is no Landlock rule");
        }
        long access = access(rule.substring(0, space)) & handled(version);
        int file =
                Libc.call("open", Libc.cString(arena, rule.substring(space + 1).getBytes(UTF_8)), O_PATH | O_CLOEXEC);
        if (file < 0) {
            return;
        }
        try {
            // A folder takes every right; the kernel refuses those of folders for a file.
            if (addRule(arena, set, file, access) != 0 && addRule(arena, set, file, access & OF_FILES) != 0) {
                throw new IOException("the kernel refuses the Landlock rule '" + rule + "'");
            }
        } finally {
            Libc.call("close", file);
        }
    }

    private static int addRule(Arena arena, int set, int file, long access) throws IOException {
        // struct landlock_path_beneath_attr is packed: eight bytes and four.
        MemorySegment beneath = arena.allocate(16);
        beneath.set(ValueLayout.JAVA_LONG, 0, access);
        beneath.set(ValueLayout.JAVA_INT, 8, file);
        return Libc.call("syscall", ADD_RULE, set, PATH_BENEATH, beneath.address(), 0);
    }

    private static long access(String letters) throws IOException {
        long access = 0;
        for (char letter : letters.toCharArray()) {
            access |= switch (letter) {
                case 'r' -> READ_FILE | READ_DIR;
                case 'w' -> WRITE_FILE | REMOVE | MAKE_DIR_REG_SOCK_FIFO | MAKE_SYM | REFER | TRUNCATE | IOCTL_DEV;
                case 'x' -> EXECUTE;
                default -> throw new IOException("'" + letter + "' is no right of a Landlock rule");
            };
        }
        return access;
    }
}
