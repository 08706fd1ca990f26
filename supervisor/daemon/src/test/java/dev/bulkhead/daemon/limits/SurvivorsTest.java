package dev.bulkhead.daemon.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether everything of a tree of processes is gone. */
class SurvivorsTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private static Process tree() throws IOException, InterruptedException {
        Process top = new ProcessBuilder("sh", "-c", "sh -c 'sleep 100 & sleep 100' & wait").start();
        long deadline = System.nanoTime() + SOON.toNanos();
        while (top.descendants().count() < 3 && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        assertThat(top.descendants().count()).isEqualTo(3);
        return top;
    }

    @Test
    void theWholeTreeIsFoundFromAnyProcessInItAndEnded() throws Exception {
        Process top = tree();
        ProcessHandle deepest = top.descendants().reduce((one, other) -> other).orElseThrow();
        Survivors survivors = new Survivors(List.of(deepest.pid()));
        assertThat(survivors.count()).isEqualTo(4);
        assertThat(survivors.awaitEnd(SOON)).isZero();
        assertThat(top.waitFor()).isEqualTo(128 + 9);
    }

    @Test
    void whatHasEndedAndWaitsToBeReapedDoesNotRun() throws Exception {
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0.1 & exec sleep 100").start();
        try {
            Thread.sleep(50);
            ProcessHandle child = parent.children().findFirst().orElseThrow();
            assertThat(Survivors.isRunning(child)).isTrue();
            long deadline = System.nanoTime() + SOON.toNanos();
            while (Survivors.isRunning(child) && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
            assertThat(Survivors.isRunning(child)).isFalse();
            assertThat(child.isAlive()).as("it is a zombie").isTrue();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void whoseNumberIsAnothersByNowIsNoSurvivor() {
        assertThat(new Survivors(List.of(Long.MAX_VALUE >> 40)).awaitEnd(SOON)).isZero();
    }
}
