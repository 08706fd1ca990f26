package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What another process of the same user, outside any sandbox, learns from the supervisor's: nothing that is in its memory. */
class UntraceableTest {
    private static final String LOOK = """
            pid=$1
            try() { name=$1; shift; if "$@" >/dev/null 2>&1; then echo "$name open"; else echo "$name closed"; fi; }
            try environ cat /proc/$pid/environ
            try mem sh -c 'exec 3<"/proc/$0/mem"' $pid
            try maps grep -q . /proc/$pid/maps
            try descriptors ls /proc/$pid/fd/
            try executable readlink /proc/$pid/exe
            """;

    @Test
    void anotherProcessOfTheSameUserReadsNeitherItsMemoryNorItsEnvironmentAndCannotAttach() throws Exception {
        assumeTrue(OrdinaryUser.canBeMade(), "only root can make a user for this");
        try (OrdinaryUser user = new OrdinaryUser()) {
            Bulkhead bulkhead = user.bulkhead();
            bulkhead.addTenant("acme", Agency.passphrase("acme"));
            bulkhead.signIn("acme", Agency.passphrase("acme"));
            long supervisor = bulkhead.supervisorPid();
            assertThat(Processes.status(supervisor, "Uid")).doesNotStartWith("0\t");
            try (HostSession host = bulkhead.host("acme").openInitialized()) {
                assertThat(host.tools()).as("it serves all the same").contains("read_file");
                assertThat(look(bulkhead, host.launcherPid()))
                        .as("its twin: a process of the same user that is not closed")
                        .containsExactly(
                                "environ open", "mem open", "maps open", "descriptors open", "executable open");
            }
            assertThat(look(bulkhead, supervisor))
                    .containsExactly(
                            "environ closed", "mem closed", "maps closed", "descriptors closed", "executable closed");
            assertThat(run(bulkhead, "prlimit", "--pid", Long.toString(supervisor), "--core", "--noheadings")
                            .out()
                            .strip())
                    .matches("CORE.* 0 +0 .*");
            Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
            assertThat(run(bulkhead, jcmd.toString(), Long.toString(supervisor), "VM.version")
                            .exit())
                    .isNotZero();
            if (Files.isExecutable(Path.of("/usr/bin/gdb"))) {
                Result gdb = run(bulkhead, "/usr/bin/gdb", "-nx", "-batch", "-p", Long.toString(supervisor));
                assertThat(gdb.out() + gdb.err()).contains("Operation not permitted");
            }
            assertThat(Processes.isAlive(supervisor)).isTrue();
        }
    }

    private static List<String> look(Bulkhead bulkhead, long pid) throws IOException {
        return run(bulkhead, "/bin/sh", "-c", LOOK, "look", Long.toString(pid))
                .out()
                .lines()
                .toList();
    }

    /** Runs {@code words} as the user whom the supervisor belongs to. */
    private static Result run(Bulkhead bulkhead, String... words) throws IOException {
        List<String> command = new ArrayList<>(bulkhead.command());
        command.removeLast();
        command.addAll(Arrays.asList(words));
        return Launch.toTheEnd(command, bulkhead.environment(), "", Duration.ofSeconds(30));
    }
}
