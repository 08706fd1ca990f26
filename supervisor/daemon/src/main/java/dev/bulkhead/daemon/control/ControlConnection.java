package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.session.Peer;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one command line or window, one after the other, on the caller's thread. */
final class ControlConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ControlConnection.class);
    private static final int LONGEST_SECRET = 64 * 1024;
    private static final int MOST_SECRETS = 4;

    private final SocketChannel channel;
    private final SocketInput input;
    private final Peer peer;
    private final Map<String, Command> commands;

    ControlConnection(SocketChannel channel, SocketInput input, Peer peer, Map<String, Command> commands) {
        this.channel = channel;
        this.input = input;
        this.peer = peer;
        this.commands = commands;
    }

    void serve() throws IOException {
        try {
            answerAll();
        } catch (SocketInput.LineTooLongException e) {
            refuse(e);
        }
    }

    /** Whoever sent it hears why, once it has sent all; what comes behind it may be secrets of a length that nobody knows. */
    private void refuse(SocketInput.LineTooLongException e) throws IOException {
        input.skipLine();
        new Reply(channel, 0)
                .error(
                        "usage",
                        "a request has at most " + (e.longest() >> 10) + " KiB, and this one has more: settings have at"
                                + " most 256 KiB, and what a server needs beyond that belongs into a file of its own");
        channel.shutdownOutput();
        input.skipAll();
    }

    private void answerAll() throws IOException {
        for (byte[] line = next(); line != null; line = next()) {
            JsonNode message = SocketInput.json(line);
            List<SecretBytes> secrets = new ArrayList<>();
            try {
                readSecrets(message, secrets);
                answer(new Request(
                        message.path("id").asLong(),
                        message.path("command").asText(),
                        message.path("args"),
                        secrets,
                        peer));
            } finally {
                secrets.forEach(SecretBytes::close);
            }
        }
    }

    private byte @Nullable [] next() throws IOException {
        return input.line(SocketInput.LONGEST_REQUEST);
    }

    private void readSecrets(JsonNode message, List<SecretBytes> into) throws IOException {
        JsonNode lengths = message.path("secrets");
        if (lengths.size() > MOST_SECRETS) {
            throw new IOException("more than " + MOST_SECRETS + " secrets");
        }
        for (JsonNode length : lengths) {
            if (!length.canConvertToInt() || length.asInt() < 1 || length.asInt() > LONGEST_SECRET) {
                throw new IOException("a secret has 1 to " + LONGEST_SECRET + " bytes");
            }
            into.add(input.secret(length.asInt()));
        }
    }

    private void answer(Request request) throws IOException {
        Reply reply = new Reply(channel, request.id());
        Command command = commands.get(request.command());
        if (command == null) {
            reply.error("usage", "the supervisor knows no such command; it may be older than your command line");
            return;
        }
        try {
            reply.result(command.run(request, reply));
        } catch (ControlException e) {
            reply.error(e.code(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.warn("'{}' failed: {}", request.command(), e.getMessage());
            reply.error("failed", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("'{}' failed by an error of ours", request.command(), e);
            reply.error(
                    "failed", "an error of ours, see the log: " + e.getClass().getSimpleName());
        }
    }
}
