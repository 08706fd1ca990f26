package dev.bulkhead.tenantserver.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody exchanges a folder for a symlink that leads out, again and again, while files below it are read and written. */
@Timeout(60)
class RaceTest {
    private static final ResourcePrefix ALL = ResourcePrefix.everything();

    @TempDir
    private Path home;

    /** The second writer once moved its own empty folder over the first one's. */
    @Test
    void writersWhoNeedTheSameNewFolderAllGetTheirFiles() throws Exception {
        Workspace workspace = new Workspace(home, ProtectedNames.ofTheBuild());
        int writers = 8;
        for (int round = 0; round < 50; round++) {
            String folder = "calls" + round + "/deep";
            CyclicBarrier together = new CyclicBarrier(writers);
            try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
                List<Future<Workspace.Written>> all = new ArrayList<>();
                for (int i = 0; i < writers; i++) {
                    RelativePath file = RelativePath.parse(folder + "/" + i);
                    all.add(threads.submit(() -> {
                        together.await();
                        return workspace.write(file, ALL, new byte[] {1});
                    }));
                }
                for (Future<Workspace.Written> one : all) {
                    assertThat(one.get().created()).isTrue();
                }
            }
            assertThat(home.resolve(folder).toFile().list()).hasSize(writers);
        }
    }

    @Test
    void anExchangedFolderIsNeverAWayOut() throws Exception {
        Path root = Files.createDirectories(home.resolve("acme"));
        Path outside = Files.createDirectories(home.resolve("globex"));
        Path real = Files.createDirectories(root.resolve("real"));
        Files.writeString(real.resolve("file"), "inside");
        Files.writeString(outside.resolve("file"), "outside");
        Files.createSymbolicLink(root.resolve("link"), outside);

        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread exchanger = new Thread(() -> exchange(root, stop, failure));
        exchanger.start();
        int readInside = 0;
        int written = 0;
        try {
            Workspace workspace = new Workspace(root, ProtectedNames.ofTheBuild());
            RelativePath file = RelativePath.parse("folder/file");
            RelativePath planted = RelativePath.parse("folder/sub/planted");
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1500);
            while (failure.get() == null && (System.nanoTime() - end < 0 || readInside == 0 || written == 0)) {
                try {
                    assertThat(new String(workspace.read(file, ALL, 100).bytes(), UTF_8))
                            .isEqualTo("inside");
                    readInside++;
                } catch (Refused e) {
                    assertThat(e.sentence()).isNotEmpty();
                }
                try {
                    workspace.write(planted, ALL, "planted".getBytes(UTF_8));
                    written++;
                } catch (Refused e) {
                    assertThat(e.sentence()).isNotEmpty();
                }
            }
        } finally {
            stop.set(true);
            exchanger.join();
        }
        assertThat(failure.get()).isNull();
        try (Stream<Path> there = Files.walk(outside)) {
            assertThat(there).containsExactly(outside, outside.resolve("file"));
        }
        assertThat(outside.resolve("file")).hasContent("outside");
    }

    private static void exchange(Path root, AtomicBoolean stop, AtomicReference<Throwable> failure) {
        Path folder = root.resolve("folder");
        try {
            int made = 0;
            for (int i = 0; !stop.get(); i++) {
                Path turn = root.resolve(i % 2 == 0 ? "real" : "link");
                made = putInPlace(turn, folder, root, made);
                Files.move(folder, turn, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            failure.set(e);
        }
    }

    /** The writer makes the folder when it finds none: that one goes aside. */
    private static int putInPlace(Path turn, Path folder, Path root, int made) throws IOException {
        for (int count = made; ; count++) {
            try {
                Files.move(turn, folder, StandardCopyOption.ATOMIC_MOVE);
                return count;
            } catch (FileSystemException e) {
                Files.move(folder, root.resolve("made-" + count), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }
}
