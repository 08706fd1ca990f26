package dev.bulkhead.tenantserver.lane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LaneTest {
    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger overs = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final Lane lane = new Lane("test", 1000, new Handler(), new End());

    /** Answers "ping" at once; "work X" runs until gate X opens. */
    private final class Handler implements LineHandler {
        @Override
        public @Nullable Work line(byte[] bytes, int from, int to) {
            threads.add(Thread.currentThread());
            String line = new String(bytes, from, to - from, UTF_8);
            if (line.startsWith("work ")) {
                return new Waiting(line.substring(5));
            }
            answers.add(line);
            return null;
        }

        @Override
        public void tooLong() {
            answers.add("too long");
        }

        @Override
        public void ended() {
            gates.values().forEach(CountDownLatch::countDown);
        }
    }

    private final class Waiting implements Work {
        private final String name;

        Waiting(String name) {
            this.name = name;
        }

        @Override
        public void run() {
            threads.add(Thread.currentThread());
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            try {
                gate(name).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            atOnce.decrementAndGet();
        }

        @Override
        public void answer() {
            answers.add("done " + name);
        }

        @Override
        public int size() {
            return 10;
        }
    }

    private final class End implements Peer {
        @Override
        public void send(byte[] bytes, int offset, int length) {}

        @Override
        public void taken(int bytes) {}

        @Override
        public void over() {
            overs.incrementAndGet();
            over.countDown();
        }

        @Override
        public void broken(Throwable why) {
            answers.add("broken " + why);
        }
    }

    private CountDownLatch gate(String name) {
        return gates.computeIfAbsent(name, any -> new CountDownLatch(1));
    }

    private void offer(String text) {
        lane.offer(text.getBytes(UTF_8));
    }

    private @Nullable String next() throws InterruptedException {
        return answers.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void oneAfterTheOtherIsServedByOneThread() throws Exception {
        for (int i = 0; i < 1000; i++) {
            String name = Integer.toString(i);
            gate(name).countDown();
            offer("work " + name + "\n");
            assertThat(next()).isEqualTo("done " + name);
        }
        assertThat(threads).hasSize(1);
    }

    @Test
    void aPingIsAnsweredWhileWorkRuns() throws Exception {
        for (int i = 0; i < 6; i++) {
            offer("work " + i + "\n");
        }
        offer("ping\n");
        assertThat(next()).isEqualTo("ping");
        gates.clear();
        for (int i = 0; i < 6; i++) {
            gate(Integer.toString(i)).countDown();
        }
    }

    @Test
    void noMoreThanTheBoundRunsAtOnceAndAllIsDone() throws Exception {
        for (int i = 0; i < 500; i++) {
            gate(Integer.toString(i)).countDown();
            offer("work " + i + "\n");
        }
        for (int i = 0; i < 500; i++) {
            assertThat(next()).startsWith("done ");
        }
        assertThat(mostAtOnce.get()).isLessThanOrEqualTo(Lane.MAX_RUNNING);
    }

    @Test
    void endingTellsOnceThatAllIsOver() throws Exception {
        for (int i = 0; i < 20; i++) {
            gate(Integer.toString(i));
            offer("work " + i + "\n");
        }
        lane.end();
        lane.end();
        assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(overs.get()).isEqualTo(1);
        assertThat(atOnce.get()).isZero();
    }

    @Test
    void aLaneThatWasNeverUsedIsOverAtOnce() {
        lane.end();
        assertThat(overs.get()).isEqualTo(1);
    }

    @Test
    void everythingIsAnsweredBeforeItIsQuiet() throws Exception {
        for (int i = 0; i < 100; i++) {
            gate(Integer.toString(i)).countDown();
            offer("work " + i + "\nping\n");
        }
        lane.awaitQuiet(TimeUnit.SECONDS.toNanos(10));
        assertThat(answers).hasSize(200);
    }
}
