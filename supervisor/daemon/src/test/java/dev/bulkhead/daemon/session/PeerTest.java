package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

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
}
