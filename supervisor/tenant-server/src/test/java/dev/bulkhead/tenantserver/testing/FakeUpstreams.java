package dev.bulkhead.tenantserver.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.tenantserver.gateway.Announcer;
import dev.bulkhead.tenantserver.gateway.Directory;
import dev.bulkhead.tenantserver.gateway.Upstream;
import dev.bulkhead.tenantserver.mcp.Upstreams;
import dev.bulkhead.tenantserver.upstream.HostSide;
import dev.bulkhead.tenantserver.upstream.Port;
import dev.bulkhead.tenantserver.upstream.PortOwner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Upstreams that answer what they were told to, at once and on the caller's thread; what they were told nothing of waits. */
public final class FakeUpstreams implements Announcer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Directory directory = new Directory("acme", this);
    private final Map<String, FakePort> ports = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> answers = new LinkedHashMap<>();
    private final List<Upstream> upstreams = new ArrayList<>();
    public final Set<String> announced = new TreeSet<>();
    public final Map<String, String> shortened = new TreeMap<>();
    public final Set<String> reading = new TreeSet<>();
    private ScheduledExecutorService timers = TIMERS;
    public String capabilities = "";
    public String instructions = "";

    /** One upstream's port in the session. */
    public final class FakePort implements Port {
        private final String name;
        private final PortOwner owner;
        public final HostSide host;
        public final List<String> received = new ArrayList<>();
        public boolean isClosed;

        FakePort(String name, HostSide host, PortOwner owner) {
            this.name = name;
            this.host = host;
            this.owner = owner;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void send(byte[] line) {
            received.add(new String(line, UTF_8));
            try {
                JsonNode message = JSON.readTree(line);
                String answer = answers.getOrDefault(name, Map.of())
                        .get(message.path("method").asText() + cursor(message));
                if (answer != null && message.has("id")) {
                    says("{\"jsonrpc\":\"2.0\",\"id\":" + message.get("id") + "," + answer + "}");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String cursor(JsonNode message) {
            JsonNode cursor = message.at("/params/cursor");
            return cursor.isMissingNode() ? "" : " " + cursor.asText();
        }

        /** Says a line, with {@code '} for quotes. */
        public void says(String line) {
            byte[] bytes = line.replace('\'', '"').getBytes(UTF_8);
            owner.line(this, bytes, 0, bytes.length);
        }

        public void isReady(String capabilities) {
            isReady(capabilities, "");
        }

        public void isReady(String capabilities, String instructions) {
            owner.ready(this, capabilities.replace('\'', '"').getBytes(UTF_8), instructions);
        }

        public void isGone() {
            owner.gone(this, "exit status 1");
        }

        /** The last message that it got, as JSON. */
        public JsonNode last() throws IOException {
            return JSON.readTree(received.getLast());
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }

    /** Adds an upstream. */
    public FakeUpstreams with(String name) {
        upstreams.add(new Upstream(name, name, null));
        directory.replace(upstreams);
        return this;
    }

    /** Lets {@code name} answer a method (or {@code method cursor}) so; {@code answer} begins with {@code 'result':}. */
    public FakeUpstreams answering(String name, String method, String answer) {
        answers.computeIfAbsent(name, key -> new LinkedHashMap<>()).put(method, answer.replace('\'', '"'));
        return this;
    }

    /** Has sessions that open their first port from now on wait by {@code other}. */
    public void on(ScheduledExecutorService other) {
        timers = other;
    }

    public void remove(String name) {
        upstreams.removeIf(upstream -> upstream.name().equals(name));
        directory.replace(upstreams);
    }

    public Directory directory() {
        return directory;
    }

    /** The port that the session opened last to {@code name}. */
    public FakePort port(String name) {
        FakePort port = ports.get(name);
        if (port == null) {
            throw new AssertionError(name + " was not opened");
        }
        return port;
    }

    Upstreams wired() {
        return new Upstreams(directory, this::open, () -> timers);
    }

    private static final ScheduledExecutorService TIMERS = Executors.newScheduledThreadPool(
            1, Thread.ofPlatform().daemon().name("timers").factory());

    private Port open(Upstream upstream, HostSide host, PortOwner owner) {
        FakePort port = new FakePort(upstream.name(), host, owner);
        ports.put(upstream.name(), port);
        return port;
    }

    @Override
    public void tools(Set<String> tools, Map<String, String> names, Set<String> hinted) {
        announced.addAll(tools);
        shortened.putAll(names);
        reading.clear();
        reading.addAll(hinted);
    }

    @Override
    public void capabilities(String now) {
        capabilities = now;
    }

    @Override
    public void instructions(String text) {
        instructions = text;
    }

    @Override
    public void verdict(String upstream, String id, String era) {}

    @Override
    public void log(String level, @Nullable String message) {}
}
