package dev.bulkhead.tenantserver.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.protocol.frame.FrameReader;
import dev.bulkhead.protocol.frame.FrameWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The supervisor's end of the pipe to a real tenant server. Grants credit as it reads, except on lanes told otherwise. */
public final class FramedServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 20;

    private final Process process;
    private final FrameWriter out;
    private final Map<Integer, LinkedBlockingQueue<String>> lines = new ConcurrentHashMap<>();
    private final Set<Integer> withoutCredit = ConcurrentHashMap.newKeySet();
    private final Map<Integer, AtomicInteger> received = new ConcurrentHashMap<>();
    private final AtomicInteger nextLane = new AtomicInteger(1);

    public FramedServer() throws IOException {
        process = Child.start();
        out = new FrameWriter(process.getOutputStream());
        Thread reader = new Thread(this::read, "frames");
        reader.setDaemon(true);
        reader.start();
    }

    /** A server that is bound to tenant acme. */
    public static FramedServer bound(Path workspace) throws Exception {
        FramedServer server = new FramedServer();
        server.bind(workspace);
        return server;
    }

    public JsonNode bind(Path workspace) throws Exception {
        control("{'type':'bind','tenant':'acme','name':'Acme Corp','version':'0.1.0','obeyed':['.git'],'workspace':'"
                + workspace + "','secrets':{'github':'c2VzYW1l','crm':'c2VzYW1l'}}");
        return controlAnswer("ready");
    }

    public Process process() {
        return process;
    }

    private void read() {
        FrameReader in = new FrameReader(process.getInputStream());
        Map<Integer, ByteArrayOutputStream> parts = new ConcurrentHashMap<>();
        try {
            for (FrameReader.Frame frame = in.next(); frame != null; frame = in.next()) {
                ByteArrayOutputStream part = parts.computeIfAbsent(frame.lane(), lane -> new ByteArrayOutputStream());
                for (byte b : frame.bytes()) {
                    if (b == '\n') {
                        queue(frame.lane()).add(part.toString(UTF_8));
                        part.reset();
                    } else {
                        part.write(b);
                    }
                }
                received.computeIfAbsent(frame.lane(), lane -> new AtomicInteger())
                        .addAndGet(frame.bytes().length);
                if (frame.lane() != 0 && !withoutCredit.contains(frame.lane())) {
                    grant(frame.lane(), frame.bytes().length);
                }
            }
        } catch (IOException e) {
            // The server has ended; whoever waits for a line says so.
        }
    }

    private LinkedBlockingQueue<String> queue(int lane) {
        return lines.computeIfAbsent(lane, any -> new LinkedBlockingQueue<>());
    }

    /** Sends a control message, with {@code '} for quotes. */
    public void control(String message) throws IOException {
        raw(0, message.replace('\'', '"') + "\n");
    }

    public void raw(int lane, String bytes) throws IOException {
        raw(lane, bytes.getBytes(UTF_8));
    }

    public void raw(int lane, byte[] bytes) throws IOException {
        out.write(lane, bytes, 0, bytes.length);
    }

    public void grant(int lane, int bytes) throws IOException {
        control("{'type':'credit','lane':" + lane + ",'bytes':" + bytes + "}");
    }

    /** Reads what comes on the lane, without granting more. */
    public void withholdCredit(int lane) {
        withoutCredit.add(lane);
    }

    /** Bytes that came on the lane. */
    public int received(int lane) {
        AtomicInteger count = received.get(lane);
        return count == null ? 0 : count.get();
    }

    public int open(String prefix, String tools) throws IOException {
        int lane = nextLane.getAndIncrement();
        control("{'type':'open','lane':" + lane + ",'session':'s-" + lane + "','prefix':'" + prefix + "','tools':"
                + tools + ",'expires':" + (System.currentTimeMillis() / 1000 + 1800) + "}");
        return lane;
    }

    /** A lane of a legacy session that may do everything. */
    public int initialized() throws Exception {
        int lane = open("acme/", "['*']");
        send(lane, "{'jsonrpc':'2.0','id':'i','method':'initialize','params':{'protocolVersion':'2025-11-25'}}");
        answer(lane);
        send(lane, "{'jsonrpc':'2.0','method':'notifications/initialized'}");
        return lane;
    }

    /** Sends one message, with {@code '} for quotes. */
    public void send(int lane, String message) throws IOException {
        raw(lane, message.replace('\'', '"') + "\n");
    }

    /** Waits for the next line of the lane. */
    public JsonNode answer(int lane) throws Exception {
        return JSON.readTree(line(lane));
    }

    public String line(int lane) throws Exception {
        String line = queue(lane).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("nothing came on lane " + lane);
        }
        return line;
    }

    /** Returns a line if one is there now. */
    public @Nullable String lineNow(int lane) {
        return queue(lane).poll();
    }

    /** Waits for a control message of {@code type}; others are passed over. */
    public JsonNode controlAnswer(String type) throws Exception {
        while (true) {
            JsonNode message = answer(0);
            if (message.path("type").asText().equals(type)) {
                return message;
            }
        }
    }

    public JsonNode call(int lane, String tool, String arguments) throws Exception {
        send(
                lane,
                "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'" + tool + "','arguments':" + arguments
                        + "}}");
        return answer(lane).path("result");
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}
