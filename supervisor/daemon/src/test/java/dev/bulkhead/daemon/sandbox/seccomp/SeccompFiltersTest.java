package dev.bulkhead.daemon.sandbox.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped policies, compiled, against a machine of the manual's and the policy's own words. */
class SeccompFiltersTest {
    private static final Path FOLDER = Path.of("../../sandbox-profiles/linux/seccomp");
    private static final long[] NOTHING = new long[6];

    private final SeccompFilters filters = new SeccompFilters(FOLDER);

    @ParameterizedTest
    @CsvSource({
        "strict, X86_64",
        "strict, AARCH64",
        "nofork, X86_64",
        "nofork, AARCH64",
        "nonet, X86_64",
        "nonet, AARCH64"
    })
    void theFilterDoesWhatThePolicySays(String name, Architecture architecture) throws Exception {
        byte[] program = filters.filter(name, architecture);
        BpfMachine machine = new BpfMachine(program);
        assertThat(machine.instructions()).isLessThan(4096);
        TreeMap<Integer, Rule> rules = filters.policy(name).numbered(filters.table(architecture));
        Random random = new Random(7);
        for (int number = -3; number < 700; number++) {
            Rule rule = rules.get(number);
            for (int i = 0; i < 200; i++) {
                long[] arguments = arguments(random, rule);
                Verdict expected =
                        number < 0 ? Verdict.ENOSYS : rule == null ? Verdict.ENOSYS : rule.verdict(arguments);
                assertThat(machine.run(number, architecture.audit(), arguments))
                        .as("call %d of %s", number, name)
                        .isEqualTo(expected.value());
            }
        }
    }

    /** At random, and at the values that the rule compares with, and beside them. */
    private static long[] arguments(Random random, @org.jspecify.annotations.Nullable Rule rule) {
        long[] arguments = random.longs(6).toArray();
        if (rule != null && !rule.ways().isEmpty() && random.nextInt(4) > 0) {
            for (Condition condition :
                    rule.ways().get(random.nextInt(rule.ways().size()))) {
                long low = switch (random.nextInt(4)) {
                    case 0 -> condition.value();
                    case 1 -> condition.value() | ~condition.mask();
                    case 2 -> condition.value() ^ Integer.lowestOneBit(condition.mask());
                    default -> condition.value() | random.nextInt() & ~condition.mask();
                };
                arguments[condition.argument()] =
                        random.nextInt(3) == 0 ? (long) random.nextInt() << 32 | low & 0xffffffffL : low & 0xffffffffL;
            }
        }
        return arguments;
    }

    @Test
    void anotherMachinesCallsEndTheProcessAndX32IsNotThere() throws Exception {
        BpfMachine machine = new BpfMachine(filters.filter("strict", Architecture.X86_64));
        assertThat(machine.run(1, 0x40000003, NOTHING)).isEqualTo(Verdict.KILL.value());
        assertThat(machine.run(1, Architecture.AARCH64.audit(), NOTHING)).isEqualTo(Verdict.KILL.value());
        assertThat(machine.run(0x40000001, Architecture.X86_64.audit(), NOTHING))
                .isEqualTo(Verdict.ENOSYS.value());
    }

    @Test
    void everyCallOfEveryMachineIsDecidedOrLeftOutOnPurpose() throws Exception {
        // What no policy names fails with ENOSYS: these, and nothing that a later table brings unnoticed.
        for (Architecture architecture : Architecture.values()) {
            Map<String, Integer> table = new TreeMap<>(filters.table(architecture));
            table.keySet().removeAll(filters.policy("strict").rules().keySet());
            assertThat(table.keySet())
                    .isSubsetOf(
                            "clone3",
                            "openat2",
                            "afs_syscall",
                            "getpmsg",
                            "putpmsg",
                            "security",
                            "tuxcall",
                            "vserver",
                            "create_module",
                            "get_kernel_syms",
                            "query_module",
                            "get_thread_area",
                            "set_thread_area",
                            "_sysctl",
                            "epoll_ctl_old",
                            "epoll_wait_old",
                            "nfsservctl",
                            "uselib");
        }
    }

    @Test
    void whatOpensAWallIsRefusedByName() throws Exception {
        BpfMachine machine = new BpfMachine(filters.filter("nofork", Architecture.X86_64));
        Map<String, Integer> table = filters.table(Architecture.X86_64);
        for (String call :
                new String[] {"ptrace", "bpf", "unshare", "setns", "mount", "keyctl", "io_uring_setup", "fork"}) {
            int number = java.util.Objects.requireNonNull(table.get(call));
            assertThat(machine.run(number, Architecture.X86_64.audit(), NOTHING))
                    .isEqualTo(Verdict.EPERM.value());
        }
    }

    @Test
    void aSlipInAPolicyIsAnError(@TempDir Path folder) throws Exception {
        for (Architecture one : Architecture.values()) {
            Files.copy(FOLDER.resolve(one.wireName() + ".syscalls"), folder.resolve(one.wireName() + ".syscalls"));
        }
        Map<String, String> slips = Map.of(
                "allow reed", "no machine",
                "allow read\nallow read", "twice",
                "allow read\ndeny read", "twice",
                "alow read", "no rule",
                "allow socket when arg0 = 1\notherwise socket EPERM", "no condition",
                "allow socket when arg7 == 1\notherwise socket EPERM", "no condition",
                "allow socket when arg0 == 1", "no 'otherwise'",
                "otherwise socket EPERM", "ends the conditions",
                "allow socket when arg0 == 1\notherwise socket EPERMM", "no error");
        int i = 0;
        for (Map.Entry<String, String> slip : slips.entrySet()) {
            String name = "slip" + i++;
            Files.writeString(
                    folder.resolve(name + ".policy"), "# bulkhead-seccomp 1 " + name + "\n" + slip.getKey() + "\n");
            assertThatThrownBy(() -> new SeccompFilters(folder).filter(name, Architecture.X86_64))
                    .as(slip.getKey())
                    .isInstanceOf(SeccompException.class)
                    .hasMessageContaining(slip.getValue());
        }
    }
}
