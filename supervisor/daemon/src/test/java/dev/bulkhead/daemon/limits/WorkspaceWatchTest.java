package dev.bulkhead.daemon.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkspaceWatchTest {
    @TempDir
    Path workspace;

    @Test
    void aFullWorkspaceIsToldAndOneThatIsCleanedUpToo() throws Exception {
        BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
        try (WorkspaceWatch watch =
                new WorkspaceWatch("acme", workspace, 1L << 20, System::nanoTime, new OfNoInterest(), each -> {
                    if (each.hasChanged()) {
                        told.add(each.isFull());
                    }
                })) {
            Path file = Files.write(workspace.resolve("much"), new byte[2 << 20]);
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(true);
            assertThat(watch.problem()).contains("sandbox.disk");
            Files.delete(file);
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(false);
        }
    }

    @Test
    void manyEmptyFilesCountToo() throws Exception {
        for (int i = 0; i < 100; i++) {
            Files.createFile(workspace.resolve("empty-" + i));
        }
        assertThat(DiskUse.of(workspace, Long.MAX_VALUE, path -> {})).isEqualTo(101 * 4096);
    }

    @Test
    void whatALinkLeadsToDoesNotCount() throws Exception {
        Files.createSymbolicLink(workspace.resolve("link"), Path.of("/usr"));
        assertThat(DiskUse.of(workspace, Long.MAX_VALUE, path -> {})).isEqualTo(2 * 4096);
    }

    @Test
    void aWorkspaceInWhichNobodyWorksIsLookedAtSeldomAndAtOnceWhenSomebodyDoes() throws Exception {
        AtomicLong worked = new AtomicLong();
        AtomicInteger looks = new AtomicInteger();
        WorkspaceWatch.EachLook counting = new WorkspaceWatch.EachLook() {
            @Override
            public void sees(Path path) {}

            @Override
            public void ends() {
                looks.incrementAndGet();
            }
        };
        long began = System.nanoTime();
        try (WorkspaceWatch watch =
                new WorkspaceWatch("acme", workspace, 1L << 20, worked::get, counting, each -> {})) {
            Await.until("it has looked at rest", () -> looks.get() == 2);
            assertThat(System.nanoTime() - began).isGreaterThan(4_500_000_000L);
            long rests = System.nanoTime();
            worked.incrementAndGet();
            Await.until("it has looked at work", () -> looks.get() == 3);
            assertThat(System.nanoTime() - rests).isLessThan(4_500_000_000L);
            assertThat(watch.isFull()).isFalse();
        }
    }

    private static final class OfNoInterest implements WorkspaceWatch.EachLook {
        @Override
        public void sees(Path path) {}

        @Override
        public void ends() {}
    }
}
