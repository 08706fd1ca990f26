package dev.bulkhead.daemon.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.session.Peer.Identity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerTest {
    private static final Instant MORNING = Instant.parse("2026-11-20T10:00:00Z");

    @Test
    void aProcessIsTheSameWhenAnUpdateHasReplacedItsFile() {
        assertThat(process(7, MORNING, "/usr/bin/host (deleted)")).isEqualTo(process(7, MORNING, "/usr/bin/host"));
    }

    @Test
    void aNumberThatIsUsedAgainIsAnotherProcess() {
        assertThat(process(7, MORNING.plusSeconds(1), "/usr/bin/host"))
                .isNotEqualTo(process(7, MORNING, "/usr/bin/host"));
    }

    @Test
    void theLauncherAndItsHostHoldASessionPastTheShellBetweenThem() {
        Identity launcher = process(9, MORNING, "/opt/jdk/bin/java");
        Identity shell = process(8, MORNING, "/usr/bin/dash (deleted)");
        Identity host = process(7, MORNING, "/usr/bin/host");
        Identity desktop = process(2, MORNING, "/usr/bin/desktop");
        assertThat(new Peer(launcher, List.of(shell, host, desktop)).holders()).containsExactly(launcher, shell, host);
    }

    private static Identity process(long pid, Instant started, String executable) {
        return new Identity(pid, started, executable);
    }
}
