package dev.bulkhead.tenantserver.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A port between a host and processes that a test plays by hand, on one thread: what either side was told waits in a list until
 * the test takes it, and time passes when the test says so.
 */
public final class Bench implements Wires, PortOwner, AutoCloseable {
    public static final String LEGACY_PARAMS =
            "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"roots\":{\"listChanged\":true},"
                    + "\"sampling\":{},\"elicitation\":{\"form\":{},\"url\":{}},\"tasks\":{}},\"clientInfo\":{\"name\":\"h\",\"version\":\"1\"}}";
    public static final String META = "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"h\",\"version\":\"1\"},"
            + "\"io.modelcontextprotocol/clientCapabilities\":{\"roots\":{},\"sampling\":{},\"elicitation\":{\"form\":{},\"url\":{}}}";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One process of the upstream. */
    public final class Process implements Wire {
        public final Deque<String> told = new ArrayDeque<>();
        private final WireListener listener;
        public boolean isClosed;
        public boolean isFull;
        public @Nullable Consumer<String> whenTold;
        private final Queue<String> later = new ConcurrentLinkedQueue<>();

        Process(WireListener listener) {
            this.listener = listener;
        }

        @Override
        public void send(byte[] line) throws IOException {
            if (isFull || isClosed) {
                throw new IOException("it does not read");
            }
            Consumer<String> hook = whenTold;
            if (hook == null) {
                told.add(new String(line, UTF_8));
            } else {
                hook.accept(new String(line, UTF_8));
            }
        }

        @Override
        public void close() {
            isClosed = true;
        }

        public void say(String line) {
            byte[] bytes = ("xx" + line + "\r").getBytes(UTF_8);
            listener.line(bytes, 2, bytes.length);
        }

        /** Answers the oldest line that was told; returns it. */
        public String answer(String resultOrError) {
            String line = told.remove();
            say("{" + resultOrError + ",\"jsonrpc\":\"2.0\",\"id\":"
                    + read(line).get("id") + "}");
            return line;
        }

        /** Says it with {@link #sayAll}: as from a thread of its own. */
        public void sayLater(String line) {
            later.add(line);
        }

        public void sayAll() {
            for (String line = later.poll(); line != null; line = later.poll()) {
                say(line);
            }
        }

        public void writeTooMuch() {
            listener.tooLong();
        }

        public void end(String why) {
            isClosed = true;
            listener.ended(why);
        }
    }

    public final VirtualTimers timers = new VirtualTimers();
    public final List<Process> processes = new ArrayList<>();
    public final Deque<String> host = new ConcurrentLinkedDeque<>();
    public final List<String> events = new CopyOnWriteArrayList<>();
    public final UpstreamPort port;
    public volatile @Nullable Consumer<String> whenHeard;

    private Bench(HostSide side, @Nullable String knownEra) {
        port = (UpstreamPort) UpstreamPort.open("crm", side, knownEra, this, this, timers);
    }

    public static Bench legacy(@Nullable String knownEra) {
        return new Bench(new HostSide.Legacy(LEGACY_PARAMS.getBytes(UTF_8)), knownEra);
    }

    public static Bench legacy(String params, @Nullable String knownEra) {
        return new Bench(new HostSide.Legacy(params.getBytes(UTF_8)), knownEra);
    }

    public static Bench modern(@Nullable String knownEra) {
        return new Bench(new HostSide.Modern(("{" + META + "}").getBytes(UTF_8)), knownEra);
    }

    public static Bench modern(String meta, @Nullable String knownEra) {
        return new Bench(new HostSide.Modern(meta.getBytes(UTF_8)), knownEra);
    }

    public static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    /** What {@code initialize} is answered with. */
    public static String initializeResult(String capabilities) {
        return "\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":" + capabilities
                + ",\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"},\"instructions\":\"Be kind.\"}";
    }

    public static String discoverResult(String capabilities) {
        return "\"result\":{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":"
                + capabilities
                + ",\"instructions\":\"Be kind.\",\"ttlMs\":0,\"cacheScope\":\"private\","
                + "\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}}";
    }

    public static String error(int code, String message) {
        return "\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"}";
    }

    /** A modern request. {@code params} without braces. */
    public static String request(String id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params
                + (params.isEmpty() ? "" : ",") + "\"_meta\":{" + META + "}}}";
    }

    public void send(String line) {
        port.send(line.getBytes(UTF_8));
    }

    public void pass(long millis) {
        timers.pass(millis, port::settle);
    }

    public Process process() {
        return processes.getLast();
    }

    /** The next line that the host was told. */
    public String heard() {
        return host.remove();
    }

    public JsonNode heardJson() {
        return read(heard());
    }

    @Override
    public Wire open(String upstream, WireListener listener) {
        Process process = new Process(listener);
        processes.add(process);
        return process;
    }

    @Override
    public void ready(Port from, byte[] capabilities, String instructions) {
        events.add("ready " + new String(capabilities, UTF_8) + " " + instructions);
    }

    @Override
    public void line(Port from, byte[] bytes, int start, int end) {
        String line = new String(bytes, start, end - start, UTF_8);
        Consumer<String> hook = whenHeard;
        if (hook == null) {
            host.add(line);
        } else {
            hook.accept(line);
        }
    }

    @Override
    public void gone(Port from, String why) {
        events.add("gone " + why);
    }

    @Override
    public void verdict(Port from, String era) {
        events.add("verdict " + era);
    }

    @Override
    public void noise(Port from, String what) {
        events.add("noise " + what);
    }

    @Override
    public void close() {
        port.close();
    }
}
