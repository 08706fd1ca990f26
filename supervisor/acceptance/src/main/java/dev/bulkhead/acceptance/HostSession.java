package dev.bulkhead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * An AI host as Bulkhead sees it: one launcher on stdio, byte for byte. Safe for any thread; each line that came is taken once.
 *
 * <p>By default the launcher's parent is a small process of its own (timeout(1), which waits for it), not the caller: whoever
 * is the parent of a launcher holds a session, and is refused what an agent may not ask for (design, rule 7).
 */
public final class HostSession implements AutoCloseable {
    /** How long an answer may take where nothing else is said: a tenant server may have to start first. */
    public static final Duration LIMIT = Duration.ofSeconds(20);

    private final Process process;
    private final boolean ownHost;
    private final OutputStream in;
    private final HostOutput output;
    private final AtomicLong lastId = new AtomicLong();

    private HostSession(Process process, boolean ownHost) {
        this.process = process;
        this.ownHost = ownHost;
        this.in = process.getOutputStream();
        this.output = new HostOutput(process);
    }

    /** What a host is configured with, before it launches. */
    public static final class Start {
        private final Bulkhead bulkhead;
        private final String tenant;
        private final Map<String, String> environment;
        private boolean ownHost = true;
        private List<String> parent = List.of("timeout", "--foreground", "0");
        private List<String> configured = List.of();

        Start(Bulkhead bulkhead, String tenant) {
            this.bulkhead = bulkhead;
            this.tenant = tenant;
            this.environment = bulkhead.environment();
        }

        /** Connects with this token, in {@code BULKHEAD_TOKEN}. */
        public Start token(String token) {
            environment.put("BULKHEAD_TOKEN", token);
            return this;
        }

        /** Makes the calling process the host: it holds a session then. */
        public Start asChildOfThisProcess() {
            ownHost = false;
            return this;
        }

        /** Makes this command the host: it starts the one that is added to it, and waits for it. */
        public Start under(String... host) {
            parent = List.of(host);
            return this;
        }

        /** Launches what stands in a host's configuration: this command, with these variables on top of the host's own. */
        public Start configured(List<String> command, Map<String, String> variables) {
            configured = List.copyOf(command);
            environment.putAll(variables);
            return this;
        }

        /** The command that a host has in its configuration, behind a parent of its own unless told otherwise. */
        public List<String> command() {
            List<String> command = new ArrayList<>(ownHost ? parent : List.of());
            if (!configured.isEmpty()) {
                command.addAll(configured);
                return command;
            }
            command.addAll(bulkhead.command());
            command.add("connect");
            if (!tenant.isEmpty()) {
                command.addAll(List.of("--tenant", tenant));
            }
            return command;
        }

        public Map<String, String> environment() {
            return Map.copyOf(environment);
        }

        /** Launches; sends nothing yet. */
        public HostSession open() throws IOException {
            return new HostSession(Launch.builder(command(), environment).start(), ownHost);
        }

        /** Launches, and shakes hands as a host of revision 2025-11-25 does. */
        public HostSession openInitialized() throws IOException {
            HostSession session = open();
            session.initialize();
            return session;
        }
    }

    /** The process that launched; the caller's own child. */
    public long hostPid() {
        return process.pid();
    }

    /** The launcher. */
    public long launcherPid() {
        if (!ownHost) {
            return process.pid();
        }
        Await.until(
                "the launcher starts",
                LIMIT,
                () -> !Processes.children(process.pid()).isEmpty());
        return Processes.children(process.pid()).getFirst();
    }

    /** Sends bytes as they are. */
    public void send(byte[] bytes) throws IOException {
        synchronized (in) {
            in.write(bytes);
            in.flush();
        }
    }

    /** Sends a line and its LF. */
    public void send(String line) throws IOException {
        send((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    public void notify(String method) throws IOException {
        send(Json.write(Json.object("jsonrpc", "2.0", "method", method)));
    }

    /** Sends a request under a fresh id, which is returned. */
    public long post(String method, JsonNode params) throws IOException {
        long id = lastId.incrementAndGet();
        post(id, method, params);
        return id;
    }

    /** Sends a request under {@code id}. */
    public void post(Object id, String method, JsonNode params) throws IOException {
        send(Json.write(Json.object("jsonrpc", "2.0", "id", id, "method", method, "params", params)));
    }

    /** Returns the answer (the whole message, a result or an error) to a request under a fresh id. */
    public JsonNode request(String method, JsonNode params) throws IOException {
        return answer(post(method, params));
    }

    /** As {@link #request}, for a request that must succeed; returns the result. */
    public JsonNode result(String method, JsonNode params) throws IOException {
        JsonNode answer = request(method, params);
        if (!answer.has("result")) {
            throw new AssertionError(method + " was answered with " + answer);
        }
        return answer.get("result");
    }

    /** Returns the answer to the request {@code id}. */
    public JsonNode answer(long id) {
        return await("the answer to " + id, LIMIT, isAnswerTo(id));
    }

    public static Predicate<JsonNode> isAnswerTo(long id) {
        return line -> !line.has("method")
                && line.path("id").isIntegralNumber()
                && line.get("id").asLong() == id;
    }

    public static Predicate<JsonNode> isNotification(String method) {
        return line -> !line.has("id") && line.path("method").asText().equals(method);
    }

    /** Shakes hands as a host of revision 2025-11-25 does, and returns the result. */
    public JsonNode initialize() throws IOException {
        return initialize(Map.of());
    }

    /** As {@link #initialize()}, as a host that can do what {@code capabilities} say. */
    public JsonNode initialize(Map<String, Object> capabilities) throws IOException {
        ObjectNode params = Json.object(
                "protocolVersion",
                "2025-11-25",
                "capabilities",
                capabilities,
                "clientInfo",
                Map.of("name", "acceptance", "version", "1"));
        JsonNode result = result("initialize", params);
        notify("notifications/initialized");
        return result;
    }

    /** Returns the whole answer to a call of {@code tool}. */
    public JsonNode call(String tool, Object... keysAndValues) throws IOException {
        return request("tools/call", Json.object("name", tool, "arguments", Json.object(keysAndValues)));
    }

    /** The names of the tools that the host sees. */
    public List<String> tools() throws IOException {
        List<String> names = new ArrayList<>();
        result("tools/list", Json.object())
                .path("tools")
                .forEach(tool -> names.add(tool.path("name").asText()));
        return names;
    }

    /** {@code params} with the metadata that each request of revision 2026-07-28 carries. */
    public static ObjectNode modern(Object... keysAndValues) {
        ObjectNode params = Json.object(keysAndValues);
        ObjectNode meta = params.withObjectProperty("_meta");
        meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
        meta.putObject("io.modelcontextprotocol/clientCapabilities");
        meta.putObject("io.modelcontextprotocol/clientInfo")
                .put("name", "acceptance")
                .put("version", "1");
        return params;
    }

    /** Takes the first line, of those that came and are not taken, that {@code wanted} likes; waits for it. */
    public JsonNode await(String what, Duration limit, Predicate<JsonNode> wanted) {
        return output.take(what, limit, wanted);
    }

    /** The lines that came and that nobody took. */
    public List<JsonNode> untaken() {
        return output.untaken();
    }

    public void closeStdin() throws IOException {
        in.close();
    }

    /** Waits for the launcher's end and returns its exit status; its output has been read then. */
    public int exitCode(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the launcher did not end within " + limit.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the launcher ends", e);
        }
        output.awaitEnd();
        return process.exitValue();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What the launcher has said on stderr so far. */
    public String stderr() {
        return output.stderr();
    }

    /** Ends the session as a host does, by closing its end; kills what does not end by that. */
    @Override
    public void close() {
        try {
            in.close();
            if (process.waitFor(3, TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException e) {
            // The launcher has gone before us.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
