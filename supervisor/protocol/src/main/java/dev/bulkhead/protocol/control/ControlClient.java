package dev.bulkhead.protocol.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.line.LineBuffer;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** One control connection to the supervisor. One thread uses it; {@link #close()} is for any thread and ends a call that waits. */
public final class ControlClient implements AutoCloseable {
    public static final ObjectMapper JSON = new ObjectMapper();

    private final SocketChannel channel;
    private final LineBuffer lines = new LineBuffer();
    private long lastId;

    private ControlClient(SocketChannel channel) {
        this.channel = channel;
    }

    /** Takes what comes before a call's result. */
    public interface Progress {
        /** What is being done; for people. */
        void progress(String what);

        /** One of many results. */
        void item(JsonNode item);
    }

    /** For calls whose result is all that matters. */
    public static Progress items(Consumer<JsonNode> consumer) {
        return new Progress() {
            @Override
            public void progress(String what) {}

            @Override
            public void item(JsonNode item) {
                consumer.accept(item);
            }
        };
    }

    /** Says hello on {@code channel}, which it takes over. */
    public static ControlClient hello(SocketChannel channel) throws IOException, ControlRefusedException {
        ControlClient client = new ControlClient(channel);
        client.write("{\"bulkhead\":1,\"kind\":\"control\"}\n".getBytes(StandardCharsets.UTF_8));
        String answer = client.line();
        if (!answer.equals("ok")) {
            channel.close();
            throw new ControlRefusedException("refused", answer.startsWith("error ") ? answer.substring(6) : answer);
        }
        return client;
    }

    public JsonNode call(String command, ObjectNode args) throws IOException, ControlRefusedException {
        return call(command, args, List.of(), items(item -> {}));
    }

    /** Sends one request and waits for its result. */
    public JsonNode call(String command, ObjectNode args, List<SecretBytes> secrets, Progress progress)
            throws IOException, ControlRefusedException {
        ObjectNode request = JSON.createObjectNode().put("id", ++lastId).put("command", command);
        request.set("args", args);
        secrets.forEach(secret -> request.withArray("secrets").add(secret.length()));
        write((request + "\n").getBytes(StandardCharsets.UTF_8));
        for (SecretBytes secret : secrets) {
            writeSecret(secret);
        }
        while (true) {
            JsonNode answer = JSON.readTree(line());
            if (answer.has("result")) {
                return answer.get("result");
            }
            if (answer.has("error")) {
                JsonNode error = answer.get("error");
                throw new ControlRefusedException(
                        error.path("code").asText(), error.path("message").asText());
            }
            if (answer.has("item")) {
                progress.item(answer.get("item"));
            } else if (!answer.path("progress").asText().isEmpty()) {
                progress.progress(answer.get("progress").asText());
            }
        }
    }

    private void writeSecret(SecretBytes secret) throws IOException {
        IOException failed = secret.use(bytes -> {
            try {
                write(bytes);
                return null;
            } catch (IOException e) {
                return e;
            }
        });
        if (failed != null) {
            throw failed;
        }
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private String line() throws IOException {
        while (!lines.next()) {
            if (!lines.readFrom(channel)) {
                throw new IOException("the supervisor ended the connection: see 'bulkhead status' and its log");
            }
        }
        return new String(lines.array(), lines.start(), lines.length(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
