package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bulkhead.daemon.sandbox.SandboxUnavailableException;
import dev.bulkhead.protocol.local.Application;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Walls that were broken on purpose: nothing starts behind one, and the hole is named. */
@Timeout(120)
class SelfTestTest {
    @TempDir
    Path temporary;

    private Desk desk;

    @BeforeEach
    void open() throws Exception {
        desk = new Desk(temporary);
        desk.upstream(
                "crm",
                List.of(
                        "/usr/bin/python3",
                        desk.script("waits.py", "print('up', flush=True); input()")
                                .toString()));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private String start() throws IOException {
        ServerByHand server = desk.server();
        return server.refused("crm", server.openSession());
    }

    private void edit(String file, String from, String to) throws IOException {
        Path path = desk.folder.resolve("app/sandbox-profiles/linux").resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    /** Past the check of profiles: what bubblewrap is handed, changed on its way. */
    private void onTheWay(String sed) throws IOException {
        edit(
                "start-sandbox",
                "exec 8<\"$options\"",
                "sed -z '" + sed + "' \"$options\" >\"$options.broken\"\nexec 8<\"$options.broken\"");
    }

    /** Whatever was mounted there before is hidden by it; nothing is made read-only, so that the mount has its place. */
    private void bindAtTheEnd(String folder) throws IOException {
        onTheWay("s/^--remount-ro$/--chdir/");
        edit(
                "start-sandbox",
                "exec 8<",
                "printf -- '--dev-bind\\0%s\\0%s\\0' '" + folder + "' '" + folder + "' >>\"$options.broken\"\nexec 8<");
    }

    @Test
    void aWallThatWasLeftAsItIsHolds() throws Exception {
        assertThat(start()).startsWith("it was started");
        assertThat(desk.audit()).containsPattern("upstream_started: crm, pid \\d+, self-test (\\d+)/\\1, ");
    }

    @ParameterizedTest
    @CsvSource({
        "/tmp, a file in /tmp",
        "/tmp, a folder in /tmp",
        "/dev/shm, a file in /dev/shm",
        "/dev/shm, a unix socket",
        "/etc, the password file",
        "/sys, the system's /sys",
        "/dev, the device /dev/zero",
    })
    void oneMoreBindIsNamed(String folder, String named) throws Exception {
        bindAtTheEnd(folder);
        assertThat(start()).startsWith("failed").contains("did not hold").contains(named + " (");
        assertThat(desk.audit()).contains("self_test: crm: ").contains("reached: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/^--unshare-net$/d|the machine's loopback",
                "/^--unshare-net$/d|an abstract unix socket",
                "/^--unshare-net$/d|a network interface",
                "/^--unshare-pid$/d;/^--as-pid-1$/d|another process",
                "/^--unshare-pid$/d;/^--as-pid-1$/d|a process",
                "/^--as-pid-1$/d|another process",
                "s/^--remount-ro$/--chdir/|the root, to write to it",
                "s/^--remount-ro$/--chdir/|a mount that can be written to",
            })
    void oneOptionLessIsNamed(String sed, String named) throws Exception {
        onTheWay(sed);
        assertThat(start()).startsWith("failed").contains("did not hold").contains(named + " (");
    }

    @Test
    void aSandboxWithoutItsFilterIsNamed() throws Exception {
        edit("start-sandbox", "--seccomp 9", "");
        edit("start-sandbox", "9<\"$filter\"", "");
        assertThat(start())
                .startsWith("failed")
                .contains("a status other than Seccomp=2 (Seccomp: 0)")
                .contains("a new user namespace (");
    }

    @Test
    void anEnvironmentOfTheStarterIsNamed() throws Exception {
        onTheWay("/^--as-pid-1$/d");
        edit("start-sandbox", "/usr/bin/env -i", "/usr/bin/env BULKHEAD_HOME=" + desk.home.root());
        assertThat(start()).startsWith("failed").contains("the supervisor's environment (process 1)");
    }

    @Test
    void anInheritedDescriptorIsNamed() throws Exception {
        Path file = Files.writeString(desk.folder.resolve("of-another"), "secret");
        edit("start-sandbox", "exec 8<", "exec 5<" + file + " 8<");
        assertThat(start()).startsWith("failed").contains("an inherited descriptor (5 to " + file);
    }

    @Test
    void aCapabilityIsNamed() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "bwrap gives capabilities to root alone");
        onTheWay("s/^--cap-drop$/--cap-add/");
        assertThat(start()).startsWith("failed").contains("a capability in CapBnd (");
    }

    @Test
    void bulkheadsOwnHomeIsNamed() throws Exception {
        bindAtTheEnd(desk.home.root().toString());
        assertThat(start())
                .startsWith("failed")
                .contains("a file in Bulkhead's home (")
                .contains("the supervisor's home (");
    }

    @Test
    void aProbeThatDoesNotSeeWhatIsThereIsNamedBlind() throws Exception {
        Application application = new Application(desk.folder.resolve("app"));
        try (Plants plants = new Plants(desk.home, new SecureRandom())) {
            assertThat(OutsideRun.blindTo(plants, application, desk.starter)).isEmpty();
            for (String place : List.of("/tmp", "/dev/shm")) {
                String id = "a folder in " + place;
                String folder = plants.targets().stream()
                        .filter(target -> target.id().equals(id))
                        .findFirst()
                        .orElseThrow()
                        .target();
                Files.delete(Path.of(folder, "entry"));
                Files.delete(Path.of(folder));
                assertThat(OutsideRun.blindTo(plants, application, desk.starter))
                        .contains(id);
            }
        }
    }

    @Test
    void nothingStartsWhereTheProbeIsBlindOrCannotBeTried() throws Exception {
        Plants plants = desk.selfTests.plants();
        String folder = plants.targets().stream()
                .filter(target -> target.id().equals("a folder in /tmp"))
                .findFirst()
                .orElseThrow()
                .target();
        Files.delete(Path.of(folder, "entry"));
        Files.delete(Path.of(folder));
        // The run outside is on its way, but no JVM is up so soon.
        assertThatThrownBy(desk.selfTests::requireSight)
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("the self-test is blind")
                .hasMessageContaining("a folder in /tmp");
        assertThat(start()).startsWith("failed").contains("the self-test is blind");
        Files.createDirectory(Path.of(folder));
        assertThat(start()).startsWith("it was started");
    }

    @Test
    void everyAcceptedHoleStandsOnItsPage() throws Exception {
        String page = Files.readString(Path.of("../docs/self-test.md"));
        for (AcceptedHole hole : AcceptedHole.values()) {
            assertThat(page)
                    .contains("| " + hole.target() + " | `" + hole.profile() + "` | " + hole.explanation() + " |");
        }
    }

    @Test
    void whatWasPlantedIsGoneWithItsSupervisorAndAfterOneThatWasKilled() throws Exception {
        Plants plants = new Plants(desk.home, new SecureRandom());
        Path folder = plants.file().getParent();
        assertThat(folder).isDirectory();
        Plants.sweep(desk.home); // As the next supervisor does.
        assertThat(folder).doesNotExist();
        plants.close();
        try (Plants next = new Plants(desk.home, new SecureRandom())) {
            folder = next.file().getParent();
            assertThat(folder).isDirectory();
        }
        assertThat(folder).doesNotExist();
    }
}
