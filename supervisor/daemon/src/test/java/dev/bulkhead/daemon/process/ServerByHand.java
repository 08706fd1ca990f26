package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.testing.Await;
import dev.bulkhead.protocol.frame.FrameReader;
import dev.bulkhead.protocol.frame.FrameWriter;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A tenant server that the test plays: the other end of its pipe, through two FIFOs. */
final class ServerByHand implements AutoCloseable {
    final TenantProcess process;
    final BlockingQueue<JsonNode> control = new LinkedBlockingQueue<>();
    final Set<Integer> withoutCredit = ConcurrentHashMap.newKeySet();

    private final Map<Integer, ByteArrayOutputStream> lanes = new ConcurrentHashMap<>();
    private final FrameWriter writer;
    private long requests;

    ServerByHand(Desk desk) throws IOException {
        Path in = fifo(desk.folder);
        Path out = fifo(desk.folder);
        Sandboxed sandboxed = desk.starter.start(List.of(
                "/bin/sh", "-c", "exec 3<&0; cat <&3 >\"$0\" & exec cat \"$1\"", in.toString(), out.toString()));
        process = new TenantProcess(desk.order(), sandboxed, desk, desk.starts);
        FileInputStream from = new FileInputStream(in.toFile());
        writer = new FrameWriter(new FileOutputStream(out.toFile()));
        Thread.ofPlatform().daemon().name("by-hand").start(() -> read(new FrameReader(from)));
        process.upstreams(desk.orders());
        assertThat(next("upstreams").path("upstreams")).hasSize(desk.orders().size());
    }

    private static Path fifo(Path folder) throws IOException {
        Path fifo = folder.resolve("fifo-" + System.nanoTime());
        try {
            assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                    .isZero();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return fifo;
    }

    private void read(FrameReader reader) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (FrameReader.Frame frame = reader.next(); frame != null; frame = reader.next()) {
                if (frame.lane() != 0) {
                    lanes.computeIfAbsent(frame.lane(), lane -> new ByteArrayOutputStream())
                            .writeBytes(frame.bytes());
                    if (!withoutCredit.contains(frame.lane())) {
                        grant(frame.lane(), frame.bytes().length);
                    }
                    continue;
                }
                for (byte b : frame.bytes()) {
                    if (b == '\n') {
                        control.add(ControlMessages.JSON.readTree(line.toByteArray()));
                        line.reset();
                    } else {
                        line.write(b);
                    }
                }
            }
        } catch (IOException e) {
            // The process has ended, as tests have it.
        }
    }

    private void grant(int lane, int bytes) throws IOException {
        say("credit", message -> message.put("lane", lane).put("bytes", bytes));
    }

    void say(String type, java.util.function.UnaryOperator<ObjectNode> with) throws IOException {
        ObjectNode message = with.apply(ControlMessages.JSON.createObjectNode().put("type", type));
        byte[] line = (message + "\n").getBytes(StandardCharsets.UTF_8);
        writer.write(0, line, 0, line.length);
    }

    /** Returns the next control message of that type. */
    JsonNode next(String type) {
        try {
            while (true) {
                JsonNode message = control.poll(30, TimeUnit.SECONDS);
                assertThat(message).as(type).isNotNull();
                if (message != null && message.path("type").asText().equals(type)) {
                    return message;
                }
                if (message != null && message.path("type").asText().equals("failed")) {
                    throw new AssertionError(
                            "failed: " + message.path("message").asText());
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    int openSession() throws IOException {
        int lane = process.open("s-1", "acme/", List.of("*"), 0, new LaneListener() {
                    @Override
                    public void received(byte[] bytes) {}

                    @Override
                    public void ended(String why) {}
                })
                .number();
        next("open");
        return lane;
    }

    /** Asks for an upstream for a session. */
    void ask(String upstream, int session) throws IOException {
        requests++;
        say(
                "start",
                message -> message.put("request", requests)
                        .put("upstream", upstream)
                        .put("lane", session));
    }

    /** Starts an upstream and returns its lane. */
    int start(String upstream, int session) throws IOException {
        ask(upstream, session);
        JsonNode started = next("started");
        assertThat(started.path("request").asLong()).isEqualTo(requests);
        return started.path("lane").asInt();
    }

    String refused(String upstream, int session) throws IOException {
        ask(upstream, session);
        try {
            return "it was started: " + next("started");
        } catch (AssertionError e) {
            return String.valueOf(e.getMessage());
        }
    }

    void send(int lane, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writer.write(lane, bytes, 0, bytes.length);
    }

    String received(int lane) {
        return lanes.getOrDefault(lane, new ByteArrayOutputStream()).toString(StandardCharsets.UTF_8);
    }

    int receivedBytes(int lane) {
        return lanes.getOrDefault(lane, new ByteArrayOutputStream()).size();
    }

    /** Waits for a whole line on a lane. */
    String line(int lane) {
        await(() -> received(lane).contains("\n"));
        return received(lane).lines().findFirst().orElseThrow();
    }

    static void await(BooleanSupplier condition) {
        Await.until("what the tenant server does", condition::getAsBoolean);
    }

    static void awaitGone(long pid) {
        await(() -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) == false);
    }

    @Override
    public void close() {
        process.close();
    }
}
