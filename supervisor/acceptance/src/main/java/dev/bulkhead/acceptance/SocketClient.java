package dev.bulkhead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.home.BulkheadHome;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The supervisor's socket ({@code supervisor/docs/socket.md}), for what tests ask a hundred times: each command line is a JVM of
 * its own, and there is nothing more to be learnt from the hundredth. Safe for any thread.
 */
final class SocketClient {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Map<String, String> environment;

    /** @param environment of the command line that would ask instead */
    SocketClient(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * What a command answered.
     *
     * @param items in their order, before the result
     */
    record Answer(List<JsonNode> items, JsonNode result) {}

    /** Returns the answer; nothing where no supervisor listens, or it refuses: then the command line has the words for it. */
    Optional<Answer> ask(String command, ObjectNode args, String... secrets) throws IOException {
        UnixDomainSocketAddress address =
                UnixDomainSocketAddress.of(BulkheadHome.of(environment).socket());
        SocketChannel channel;
        try {
            channel = SocketChannel.open(address);
        } catch (IOException e) {
            return Optional.empty();
        }
        CompletableFuture<Void> over = new CompletableFuture<>();
        over.orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS).whenComplete((done, late) -> close(channel));
        try (BufferedReader answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            say(channel, "{\"bulkhead\":1,\"kind\":\"control\"}\n");
            if (!"ok".equals(answers.readLine())) {
                return Optional.empty();
            }
            List<Integer> lengths = new ArrayList<>();
            for (String secret : secrets) {
                lengths.add(secret.getBytes(StandardCharsets.UTF_8).length);
            }
            say(
                    channel,
                    Json.write(Json.object("id", 1, "command", command, "args", args, "secrets", lengths)) + "\n"
                            + String.join("", secrets));
            List<JsonNode> items = new ArrayList<>();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                JsonNode message = Json.read(line);
                if (message.has("item")) {
                    items.add(message.get("item"));
                } else if (message.has("result")) {
                    return Optional.of(new Answer(items, message.get("result")));
                } else if (message.has("error")) {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        } finally {
            over.complete(null);
        }
    }

    private static void say(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Whoever reads from it learns that it is closed.
        }
    }
}
