package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.approval.HostProcess;
import dev.bulkhead.daemon.approval.RunningProgram;
import dev.bulkhead.daemon.session.Peer.Identity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerTest {
    private static final Identity LAUNCHER = identity(500, "/opt/jdk/bin/java");
    private static final Identity HOST = identity(400, "/usr/bin/node");
    private static final Identity INIT = identity(1, "/usr/lib/systemd/systemd");

    private static Identity identity(long pid, String executable) {
        return new Identity(pid, Instant.EPOCH.plusSeconds(pid), executable);
    }

    @Test
    void theHostThatStartedTheLauncherHoldsItsSession() {
        assertThat(new Peer(LAUNCHER, List.of(HOST, INIT)).holders()).containsExactly(LAUNCHER, HOST);
    }

    @Test
    void aShellThatOnlyStartedTheLauncherIsSeenThrough() {
        Identity shell = identity(450, "/usr/bin/dash");
        assertThat(new Peer(LAUNCHER, List.of(shell, HOST, INIT)).holders()).containsExactly(LAUNCHER, shell, HOST);
    }

    @Test
    void whoTakesInOrphansIsNobodysHost() {
        assertThat(new Peer(LAUNCHER, List.of(INIT)).holders()).containsExactly(LAUNCHER);
        assertThat(new Peer(LAUNCHER, List.of(INIT)).describe()).isEqualTo("500 /opt/jdk/bin/java");
        Identity userManager = identity(900, "/usr/lib/systemd/systemd");
        assertThat(new Peer(LAUNCHER, List.of(userManager, INIT)).holders()).containsExactly(LAUNCHER);
    }

    @Test
    void theHostIsWhoStartedTheLauncherPastShellsAndItsParentsAreShown() {
        Identity shell = identity(450, "/usr/bin/dash");
        Identity terminal = identity(300, "/usr/bin/terminal");
        HostProcess host = new Peer(LAUNCHER, List.of(shell, HOST, terminal, INIT)).host();
        assertThat(host.program().pid()).isEqualTo(HOST.pid());
        assertThat(host.standing()).isEqualTo(HostProcess.Standing.PARENT);
        assertThat(host.parents()).extracting(RunningProgram::pid).containsExactly(terminal.pid(), INIT.pid());
    }

    @Test
    void aLauncherThatWasLetGoStandsForItselfAlone() {
        HostProcess alone = new Peer(LAUNCHER, List.of(INIT)).host();
        assertThat(alone.program().pid()).isEqualTo(LAUNCHER.pid());
        assertThat(alone.standing()).isEqualTo(HostProcess.Standing.LET_GO);
        Identity shell = identity(450, "/usr/bin/dash");
        assertThat(new Peer(LAUNCHER, List.of(shell, INIT)).host().standing()).isEqualTo(HostProcess.Standing.LET_GO);
    }
}
