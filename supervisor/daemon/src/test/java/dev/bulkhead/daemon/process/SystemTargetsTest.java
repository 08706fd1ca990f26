package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.sandbox.DesktopSystem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which targets a self-test has on which system. */
class SystemTargetsTest {
    private static final ProbeTarget FILE = new ProbeTarget("a file", "read", "/home/anna/plan");
    private static final ProbeTarget LOOPBACK = new ProbeTarget("loopback", "connect-tcp", "127.0.0.1:1");
    private static final List<ProbeTarget> ALL = List.of(
            FILE,
            LOOPBACK,
            new ProbeTarget("mounts", "mounts", ""),
            new ProbeTarget("a user namespace", "new-user-namespace", ""),
            new ProbeTarget("through /proc", "read", "/proc/1/root/home/anna/plan"));

    @Test
    void linuxHasThemAll() {
        assertThat(SystemTargets.of(DesktopSystem.LINUX, ALL)).isEqualTo(ALL);
    }

    @Test
    void othersHaveThoseThatNeedNoProc() {
        assertThat(SystemTargets.of(DesktopSystem.MACOS, ALL)).containsExactly(FILE, LOOPBACK);
        assertThat(SystemTargets.of(DesktopSystem.WINDOWS, ALL)).containsExactly(FILE, LOOPBACK);
    }
}
