package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hostile tenant servers: shells that speak frames. */
@Timeout(60)
class TenantProcessTest {
    @TempDir
    Path temporary;

    private Desk desk;
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final AtomicLong received = new AtomicLong();
    private final List<TenantProcess> started = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws IOException {
        desk = new Desk(temporary);
    }

    @AfterEach
    void close() {
        started.forEach(TenantProcess::close);
        desk.close();
    }

    private Lane laneTo(String script) throws IOException {
        Sandboxed sandboxed = desk.starter.start(List.of("/bin/sh", "-c", script));
        TenantProcess process = new TenantProcess(desk.order(), sandboxed, desk, desk.starts);
        started.add(process);
        return process.open("s-1", "acme/", List.of("*"), 0, new LaneListener() {
            @Override
            public void received(byte[] bytes) {
                received.addAndGet(bytes.length);
            }

            @Override
            public void ended(String why) {
                ends.add(why);
            }
        });
    }

    @Test
    void whoSendsBeyondItsCreditIsEnded() throws Exception {
        Lane lane = laneTo("read -r l; read -r l; while printf '1 65536\\n' && head -c 65536 /dev/zero; do :; done");
        assertThat(ends.poll(30, TimeUnit.SECONDS)).contains("more came on a lane than was granted");
        assertThat(received.get()).isEqualTo(1024 * 1024);
        assertThat(lane.process().isAlive()).isFalse();
    }

    @Test
    void whoSendsItsCreditInSingleBytesIsEndedLongBefore() throws Exception {
        // The frame's one byte is a line feed.
        laneTo("read -r l; read -r l; yes '1 1\n'");
        assertThat(ends.poll(30, TimeUnit.SECONDS)).isNotNull();
        assertThat(received.get()).isLessThan(64 * 1024);
    }

    @Test
    void whatIsNoControlMessageIsNotRepeated() throws Exception {
        laneTo("read -r l; read -r l; printf '0 13\\nhunter2-word\\n'; sleep 60");
        assertThat(ends.poll(30, TimeUnit.SECONDS)).contains("no JSON").doesNotContain("hunter2");
    }

    @Test
    void whoeverWaitsForCreditIsLetGo() throws Exception {
        Lane lane = laneTo("cat >/dev/null");
        byte[] more = new byte[2 * 1024 * 1024];
        Thread sends = Thread.ofPlatform().start(() -> {
            try {
                lane.send(more, 0, more.length);
            } catch (IOException e) {
                ends.add("sent no more");
            }
        });
        Await.until("it waits for credit", () -> sends.getState() == Thread.State.TIMED_WAITING);
        lane.abandon("enough");
        sends.join();
        assertThat(ends).contains("enough", "sent no more");
    }

    @Test
    void whoDoesNotReadIsSeenToBeStuck() throws Exception {
        Lane lane = laneTo("sleep 60");
        byte[] more = new byte[1024 * 1024];
        Thread.ofVirtual().start(() -> {
            try {
                lane.send(more, 0, more.length);
            } catch (IOException e) {
                ends.add("sent no more");
            }
        });
        Await.until("the pipe is full", () -> lane.process().stuckFor().toMillis() >= 200);
        lane.process().close("it does not read");
        assertThat(ends.poll(30, TimeUnit.SECONDS)).isNotNull();
    }
}
