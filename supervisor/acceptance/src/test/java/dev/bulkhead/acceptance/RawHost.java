package dev.bulkhead.acceptance;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A host that keeps what a server answers as it came, character for character, and that gives the same answers to the same
 * questions. It can sample, show forms and name roots. One request at a time, by one thread.
 */
final class RawHost implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String END = "";
    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectNode CAPABILITIES = Json.object(
            "roots",
            Json.object(),
            "sampling",
            Json.object(),
            "elicitation",
            Json.object("form", Json.object(), "url", Json.object()));
    private static final Map<String, ObjectNode> ANSWERS = Map.of(
            "roots/list",
            Json.object("roots", List.of(Json.object("uri", "file:///a/root", "name", "root"))),
            "sampling/createMessage",
            Json.object(
                    "role", "assistant",
                    "content", Json.object("type", "text", "text", "sampled"),
                    "model", "test-model",
                    "stopReason", "endTurn"),
            "elicitation/create",
            Json.object("action", "accept", "content", Json.object("name", "Ada")),
            "ping",
            Json.object());

    private final Revision revision;
    private final Process process;
    private final OutputStream in;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private int lastId;

    private RawHost(Revision revision, Process process) {
        this.revision = revision;
        this.process = process;
        this.in = process.getOutputStream();
        Thread.ofVirtual().start(this::read);
    }

    /** Launches {@code command} and shakes hands as the era of {@code revision} does. */
    static RawHost launch(Revision revision, List<String> command, Map<String, String> environment) throws IOException {
        Process process = Launch.builder(command, environment)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        RawHost host = new RawHost(revision, process);
        switch (revision) {
            case LEGACY -> {
                host.result(
                        "initialize",
                        Json.object(
                                "protocolVersion", revision.date(),
                                "capabilities", CAPABILITIES,
                                "clientInfo", Json.object("name", "raw", "version", "1")));
                host.send(Json.object("jsonrpc", "2.0", "method", "notifications/initialized"));
            }
            case MODERN -> host.result("server/discover", Json.object());
        }
        return host;
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // It was killed: what came before counts.
        } finally {
            lines.add(END);
        }
    }

    /** Returns the text of the result of a request; a modern one is asked again until it is complete. */
    String result(String method, ObjectNode params) throws IOException {
        String answer = answer(method, params);
        return member(answer, "result").orElseThrow(() -> new AssertionError(method + " was answered with " + answer));
    }

    /** Returns the text of the result or of the error, whichever came. */
    String outcome(String method, ObjectNode params) throws IOException {
        String answer = answer(method, params);
        return member(answer, "result").or(() -> member(answer, "error")).orElseThrow();
    }

    private String answer(String method, ObjectNode params) throws IOException {
        ObjectNode sent = params.deepCopy();
        for (int round = 0; round < 10; round++) {
            String answer = exchange(method, sent);
            JsonNode result = Json.read(answer).path("result");
            if (!result.path("resultType").asText().equals("input_required")) {
                return answer;
            }
            sent = params.deepCopy();
            ObjectNode responses = sent.putObject("inputResponses");
            for (Map.Entry<String, JsonNode> asked :
                    result.path("inputRequests").properties()) {
                responses.set(
                        asked.getKey(),
                        ANSWERS.get(asked.getValue().path("method").asText()));
            }
            if (result.has("requestState")) {
                sent.set("requestState", result.get("requestState"));
            }
        }
        throw new AssertionError(method + " asks on and on");
    }

    private String exchange(String method, ObjectNode params) throws IOException {
        int id = ++lastId;
        ObjectNode sent = params.deepCopy();
        if (revision == Revision.MODERN) {
            sent.withObjectProperty("_meta")
                    .put("io.modelcontextprotocol/protocolVersion", revision.date())
                    .set("io.modelcontextprotocol/clientCapabilities", CAPABILITIES);
            sent.withObjectProperty("_meta")
                    .putObject("io.modelcontextprotocol/clientInfo")
                    .put("name", "raw")
                    .put("version", "1");
        }
        send(Json.object("jsonrpc", "2.0", "id", id, "method", method, "params", sent));
        while (true) {
            String line = next(method);
            JsonNode message = Json.read(line);
            if (!message.has("method") && message.path("id").asInt() == id) {
                return line;
            }
            answerTheServer(message);
        }
    }

    private void answerTheServer(JsonNode message) throws IOException {
        if (message.has("method") && message.has("id")) {
            ObjectNode answer =
                    requireNonNull(ANSWERS.get(message.path("method").asText()), message::toString);
            send(Json.object("jsonrpc", "2.0", "id", message.get("id"), "result", answer));
        }
    }

    private String next(String waiting) {
        try {
            String line = lines.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError(
                        waiting + " was not answered" + (line == null ? "" : ": the server has ended"));
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void send(ObjectNode message) throws IOException {
        in.write((Json.write(message) + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** The text of a member of the object {@code json}. */
    private static Optional<String> member(String json, String name) {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                int start = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                parser.finishToken();
                if (field.equals(name)) {
                    return Optional.of(
                            json.substring(start, (int) parser.currentLocation().getCharOffset()));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
