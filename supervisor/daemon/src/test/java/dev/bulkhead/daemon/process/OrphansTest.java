package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a real bwrap, whose child waits on a descriptor as it does before its parent has let it go on. */
@Timeout(60)
class OrphansTest {
    @TempDir
    Path folder;

    private Process waiting() throws Exception {
        Path fifo = folder.resolve("never");
        Path options = Files.writeString(folder.resolve("options"), "--unshare-user\0--ro-bind\0/\0/\0");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        return new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "exec 8<\"$0\" 7<>\"$1\"; exec /usr/bin/bwrap --args 8 --block-fd 7 -- /bin/true"
                                + " dev.bulkhead.tenantserver.stage.Stage",
                        options.toString(),
                        fifo.toString())
                .start();
    }

    @Test
    void aChildThatWaitsForAKilledBwrapIsEnded() throws Exception {
        Process bwrap = waiting();
        Await.until("it waits", () -> bwrap.children().findAny().isPresent());
        List<ProcessHandle> left = bwrap.children().toList();
        bwrap.destroyForcibly();
        assertThat(bwrap.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(left).allMatch(ProcessHandle::isAlive); // It really is the case that is meant.

        Orphans.end();

        Await.until("they have ended", () -> left.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void oneThatHasItsSupervisorIsLeftAlone() throws Exception {
        Process bwrap = waiting();
        Await.until("it waits", () -> bwrap.children().findAny().isPresent());
        try {
            Orphans.end();
            Thread.sleep(100);

            assertThat(bwrap.isAlive()).isTrue();
            assertThat(bwrap.children()).isNotEmpty();
        } finally {
            bwrap.descendants().forEach(ProcessHandle::destroyForcibly);
            bwrap.destroyForcibly();
        }
    }
}
