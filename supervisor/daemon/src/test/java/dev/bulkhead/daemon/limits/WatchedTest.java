package dev.bulkhead.daemon.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.testing.Await;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real processes under watch; without the kernel's own limits, which would come first. */
@Timeout(60)
class WatchedTest {
    private static final Bounds PLENTY = new Bounds(4L << 30, 1000, 1L << 30, 64, Bounds.Excess.SLOWED_AND_IDLE);

    private static final TenantId ACME = new TenantId("acme");

    private final List<Process> started = new ArrayList<>();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final AtomicInteger works = new AtomicInteger();
    private final SandboxWatch watch = new SandboxWatch();
    private final Posix posix = new Posix();

    @AfterEach
    void close() {
        watch.close();
        started.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
    }

    private Process watched(Bounds may, String script) throws IOException {
        Process process = new ProcessBuilder("/bin/sh", "-c", script)
                .redirectErrorStream(true)
                .start();
        started.add(process);
        watch.add(new Watched(
                "the program",
                process.pid(),
                may,
                posix,
                ends::add,
                Meter.NONE.begin(ACME, "-"),
                works::incrementAndGet));
        return process;
    }

    private static double cpuSeconds(Process process) {
        return ProcessTree.from(process.pid()).stream()
                        .mapToLong(ProcessTree.Member::ticks)
                        .sum()
                / 100.0;
    }

    @Test
    void whoSpinsGetsTheProcessorsItMayAndNoMore() throws Exception {
        Process spins = watched(
                new Bounds(1L << 30, 100, 1L << 30, 0.25, Bounds.Excess.SLOWED_AND_IDLE),
                "while :; do :; done & while :; do :; done");
        Await.until("its savings are used up", () -> cpuSeconds(spins) > 1); // What was saved is used up.
        double before = cpuSeconds(spins);
        long began = System.nanoTime();
        Await.until("some time has passed", () -> System.nanoTime() - began > 4_000_000_000L);
        double used = (cpuSeconds(spins) - before) / ((System.nanoTime() - began) / 1e9);

        // Beside busy neighbours an idle process gets next to nothing.
        assertThat(used).as("processors used").isBetween(0.001, 0.45);
        assertThat(Files.readString(Path.of("/proc/" + spins.pid() + "/sched")))
                .as("SCHED_IDLE")
                .containsPattern("policy\\s+:\\s+5");
        assertThat(ends).isEmpty();
    }

    @Test
    void whoStaysBelowIsLeftAlone() throws Exception {
        Process waits =
                watched(new Bounds(1L << 30, 100, 1L << 30, 0.25, Bounds.Excess.SLOWED_AND_IDLE), "exec sleep 60");
        long began = System.nanoTime();
        Await.until("some time has passed", () -> System.nanoTime() - began > 1_500_000_000L);

        assertThat(Files.readString(Path.of("/proc/" + waits.pid() + "/sched"))).containsPattern("policy\\s+:\\s+0");
        assertThat(ends).isEmpty();
    }

    @Test
    void tooManyProcessesEndIt() throws Exception {
        watched(
                new Bounds(1L << 30, 20, 1L << 30, 64, Bounds.Excess.SLOWED_AND_IDLE),
                "for i in $(seq 30); do sleep 60 & done; wait");
        Await.until("it is ended", () -> !ends.isEmpty());

        assertThat(ends).singleElement().asString().contains("sandbox.processes allows 20");
    }

    @Test
    void whoRestsDoesNothingAndIsSeenOnceItStartsOthers() throws Exception {
        watched(
                new Bounds(1L << 30, 20, 1L << 30, 64, Bounds.Excess.SLOWED_AND_IDLE),
                "read go; for i in $(seq 30); do sleep 60 & done; wait");
        Await.until("it was seen", () -> works.get() > 0);
        int before = works.get();
        long began = System.nanoTime();
        Await.until("some time has passed", () -> System.nanoTime() - began > 2_500_000_000L);
        assertThat(works.get()).isLessThanOrEqualTo(before + 1); // Its own start may have been under way.
        started.getFirst().outputWriter().append("go\n").flush();
        Await.until("it is ended", () -> !ends.isEmpty());

        assertThat(works.get()).isGreaterThan(before);
        assertThat(ends).singleElement().asString().contains("sandbox.processes allows 20");
    }

    @Test
    void tooMuchMemoryInManyProcessesEndsIt() throws Exception {
        String each = "/usr/bin/python3 -c 'import time; b = b\"x\" * (60 << 20); time.sleep(60)'";
        watched(
                new Bounds(128L << 20, 100, 1L << 30, 64, Bounds.Excess.SLOWED_AND_IDLE),
                each + " & " + each + " & " + each + " & wait");
        Await.until("it is ended", () -> !ends.isEmpty());

        assertThat(ends).singleElement().asString().contains("sandbox.memory allows 128");
    }

    @Test
    void theSameBelowTheLimitsGoesOn() throws Exception {
        Process runs = watched(PLENTY, "for i in $(seq 30); do sleep 60 & done; echo up; wait");
        assertThat(runs.inputReader().readLine()).isEqualTo("up");
        long began = System.nanoTime();
        Await.until("some time has passed", () -> System.nanoTime() - began > 1_000_000_000L);

        assertThat(ends).isEmpty();
    }

    @Test
    void whatItUsesIsCountedUntilItIsGoneAndSoAreItsChildren() throws Exception {
        List<Double> cpu = new CopyOnWriteArrayList<>();
        List<Long> memory = new CopyOnWriteArrayList<>();
        List<Duration> up = new CopyOnWriteArrayList<>();
        List<String> gone = new CopyOnWriteArrayList<>();
        Process works =
                new ProcessBuilder("/bin/sh", "-c", "timeout 1 sh -c 'while :; do :; done'; sleep 0.6; exit 0").start();
        started.add(works);
        watch.add(new Watched(
                "works",
                works.pid(),
                PLENTY,
                posix,
                ends::add,
                new Meter.Count() {
                    @Override
                    public void used(double cpuSeconds, long now, Duration time) {
                        cpu.add(cpuSeconds);
                        memory.add(now);
                        up.add(time);
                    }

                    @Override
                    public void ended() {
                        gone.add("gone");
                    }
                },
                this.works::incrementAndGet));
        Await.until("it is ended", () -> !gone.isEmpty());

        double used = cpu.stream().mapToDouble(Double::doubleValue).sum();
        assertThat(used).as("of a child that has ended, each tick once").isBetween(0.1, 1.3);
        assertThat(cpu).allMatch(each -> each >= 0);
        assertThat(memory).allMatch(each -> each > 100_000);
        assertThat(up.stream().mapToLong(Duration::toMillis).sum()).isBetween(1_000L, 20_000L);
        assertThat(gone).hasSize(1);
    }

    @Test
    void childrenAreCounted() throws Exception {
        Process family = watched(PLENTY, "(sleep 60 & sleep 60 & echo up; wait) & wait");
        assertThat(family.inputReader().readLine()).isEqualTo("up");

        assertThat(ProcessTree.from(family.pid())).hasSize(4);
    }
}
