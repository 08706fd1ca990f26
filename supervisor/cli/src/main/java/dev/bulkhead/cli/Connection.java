package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.local.Application;
import dev.bulkhead.protocol.local.SupervisorSocket;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The way from a command to the supervisor, which is started where none runs. One command, one thread. */
final class Connection implements AutoCloseable {
    private final ControlClient client;

    private Connection(ControlClient client) {
        this.client = client;
    }

    static BulkheadHome home() {
        return BulkheadHome.of(System.getenv());
    }

    static Connection open() throws IOException, ControlRefusedException {
        return new Connection(
                ControlClient.hello(SupervisorSocket.connectOrStart(home(), Application.ofThisProcess())));
    }

    /** Connects only if a supervisor runs. */
    static Optional<Connection> openIfRunning() throws IOException, ControlRefusedException {
        SocketChannel channel = SupervisorSocket.connect(home());
        return channel == null ? Optional.empty() : Optional.of(new Connection(ControlClient.hello(channel)));
    }

    static ObjectNode args() {
        return ControlClient.JSON.createObjectNode();
    }

    JsonNode call(String command, ObjectNode args, SecretBytes... secrets) throws IOException, ControlRefusedException {
        return client.call(command, args, List.of(secrets), ControlClient.items(item -> {}));
    }

    JsonNode call(String command, ObjectNode args, ControlClient.Progress progress, SecretBytes... secrets)
            throws IOException, ControlRefusedException {
        return client.call(command, args, List.of(secrets), progress);
    }

    JsonNode stream(String command, ObjectNode args, Consumer<JsonNode> items, SecretBytes... secrets)
            throws IOException, ControlRefusedException {
        return client.call(command, args, List.of(secrets), ControlClient.items(items));
    }

    static void print(PrintWriter out, JsonNode document) throws IOException {
        out.println(ControlClient.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
