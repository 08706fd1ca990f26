package dev.bulkhead.protocol.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdleHeapTest {
    @Test
    void whatLargeMessagesMadeItTakeGoesBackOnceItIsQuiet() throws Exception {
        List<Long> sizes = sizesOf("quiet");
        assertThat(sizes.getFirst()).isGreaterThan(150);
        assertThat(sizes.getLast()).isLessThan(40);
    }

    @Test
    void nothingIsCollectedWhileMessagesPass() throws Exception {
        List<Long> sizes = sizesOf("busy");
        assertThat(sizes.getLast()).isGreaterThanOrEqualTo(sizes.getFirst());
    }

    @Test
    void aSmallHeapIsLeftAsItIs() throws Exception {
        List<Long> sizes = sizesOf("small");
        assertThat(sizes.getLast()).isEqualTo(sizes.getFirst());
    }

    @Test
    void whatWatchesThatNeverRestAllocateIsNoWork() throws Exception {
        List<Long> sizes = sizesOf("watched");
        assertThat(sizes.getLast()).isLessThan(40);
    }

    @Test
    void whatWasStillAliveAtTheFirstCollectionGoesBackLater() throws Exception {
        List<Long> sizes = sizesOf("alive");
        assertThat(sizes.getFirst()).isGreaterThan(150);
        assertThat(sizes.getLast()).isLessThan(40);
    }

    /** The size of a heap in MiB before and after some looks, in a JVM with the flags that ours have. */
    private static List<Long> sizesOf(String what) throws Exception {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:MinHeapFreeRatio=10",
                        "-XX:MaxHeapFreeRatio=30",
                        "-XX:-ShrinkHeapInSteps",
                        "-XX:NewSize=24m", // Room for what a test allocates between looks.
                        "-Xms32m",
                        "-Xmx400m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        what)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).isZero();
        return out.lines().map(Long::parseLong).toList();
    }

    static final class Child {
        private static final List<byte[]> LARGE = new ArrayList<>();

        public static void main(String[] args) {
            IdleHeap heap = new IdleHeap(args[0].equals("small") ? 1L << 30 : 16L << 20);
            for (int i = 0; i < 200; i++) {
                LARGE.add(new byte[1 << 20]);
            }
            if (!args[0].equals("alive")) {
                LARGE.clear();
            }
            print();
            for (int look = 0; look < (args[0].equals("alive") ? 12 : 3); look++) {
                heap.look(Runtime.getRuntime());
                switch (args[0]) {
                    case "busy" -> small(5 << 10);
                    case "watched" -> {
                        small(3 << 10);
                        LARGE.clear();
                    }
                    case "alive" ->
                        LARGE.subList(0, look < 6 ? 0 : LARGE.size()).clear();
                    default -> {}
                }
            }
            print();
        }

        /** Small objects, so many KiB of them: large ones would make the JVM collect by itself. */
        private static void small(int kibibytes) {
            for (int i = 0; i < kibibytes; i++) {
                LARGE.add(new byte[1 << 10]);
            }
        }

        private static void print() {
            System.out.println(Runtime.getRuntime().totalMemory() >> 20);
        }
    }
}
