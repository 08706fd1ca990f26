package dev.bulkhead.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.local.SupervisorSocket;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The supervisor's socket itself, for what tests ask a hundred times: each command line is a JVM of its own, and there is nothing
 * more to be learnt from the hundredth. Safe for any thread.
 *
 * <p>Nothing is returned where nobody answers or what is asked is refused: then the command line is asked, and says why.
 *
 * @param isOurs whether the socket answers this user; else nothing is ever asked
 */
record Asked(BulkheadHome home, boolean isOurs) {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    Optional<JsonNode> ask(String command, ObjectNode args) throws IOException {
        return ask(command, args, List.of(), item -> {});
    }

    Optional<JsonNode> ask(String command, ObjectNode args, String passphrase) throws IOException {
        try (SecretBytes secret = SecretBytes.takeOver(passphrase.getBytes(StandardCharsets.UTF_8))) {
            return ask(command, args, List.of(secret), item -> {});
        }
    }

    /** @param items takes what comes before the result */
    Optional<JsonNode> ask(String command, ObjectNode args, Consumer<JsonNode> items) throws IOException {
        return ask(command, args, List.of(), items);
    }

    /** @throws ClosedChannelException when the supervisor is stopped, and answers nobody */
    private Optional<JsonNode> ask(String command, ObjectNode args, List<SecretBytes> secrets, Consumer<JsonNode> items)
            throws IOException {
        SocketChannel channel = isOurs ? SupervisorSocket.connect(home) : null;
        if (channel == null) {
            return Optional.empty();
        }
        CompletableFuture<Void> over = new CompletableFuture<>();
        over.orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS).whenComplete((done, late) -> close(channel));
        try {
            return Optional.of(ControlClient.hello(channel).call(command, args, secrets, ControlClient.items(items)));
        } catch (ClosedChannelException e) {
            throw e;
        } catch (ControlRefusedException | IOException e) {
            return Optional.empty();
        } finally {
            over.complete(null);
        }
    }

    /** Ends the supervisor. Returns whether it has ended. */
    boolean stop() throws IOException {
        Optional<JsonNode> status = ask("status", Json.object());
        if (status.isEmpty() || ask("stop", Json.object()).isEmpty()) {
            return false;
        }
        long pid = status.get().path("supervisor").path("pid").asLong();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (Processes.isAlive(pid)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        return true;
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Whoever reads from it learns that it is closed.
        }
    }
}
