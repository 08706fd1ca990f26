package dev.bulkhead.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.session.Peer;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.local.SocketLine;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests as long as the contract lets them be, on a real socket. */
@Timeout(30)
class ControlConnectionTest {
    private static final Map<String, Command> COMMANDS = Map.of(
            "lengths",
            (request, reply) -> Reply.JSON
                    .createObjectNode()
                    .put("settings", request.text("settings").length())
                    .put("base", request.text("base").length()));

    @TempDir
    Path folder;

    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
        Thread.ofVirtual().start(this::serve);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private void serve() {
        try (SocketChannel channel = server.accept()) {
            SocketInput input = new SocketInput(channel);
            input.line(SocketInput.LONGEST_HELLO);
            SocketLine.write(channel, "ok");
            new ControlConnection(
                            channel, input, Peer.of(ProcessHandle.current().pid()), COMMANDS)
                    .serve();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ControlClient client() throws Exception {
        return ControlClient.hello(SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("s"))));
    }

    @Test
    void settingsOfTheirLongestLengthAndWhatTheFileHeldFitIntoOneRequest() throws Exception {
        String longest = "\"\n".repeat(128 * 1024);
        try (ControlClient client = client()) {
            var result = client.call(
                    "lengths",
                    ControlClient.JSON
                            .createObjectNode()
                            .put("settings", longest)
                            .put("base", longest));
            assertThat(result.path("settings").asInt()).isEqualTo(256 * 1024);
            assertThat(result.path("base").asInt()).isEqualTo(256 * 1024);
        }
    }

    @Test
    void whoeverSendsMoreHearsThatItIsWrongUsageAlsoWhereSecretsFollow() throws Exception {
        String tooMuch = "x".repeat(5 << 20);
        try (ControlClient client = client();
                SecretBytes secret = SecretBytes.takeOver(new byte[64 * 1024])) {
            assertThatThrownBy(() -> client.call(
                            "lengths",
                            ControlClient.JSON.createObjectNode().put("settings", tooMuch),
                            List.of(secret, secret, secret, secret),
                            ControlClient.items(item -> {})))
                    .isInstanceOfSatisfying(
                            ControlRefusedException.class,
                            e -> assertThat(e.code()).isEqualTo("usage"))
                    .hasMessageContaining("1088 KiB");
        }
    }
}
