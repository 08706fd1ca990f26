package dev.bulkhead.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.daemon.session.Arrival;
import dev.bulkhead.daemon.session.Peer;
import dev.bulkhead.daemon.session.PeerCredentials;
import dev.bulkhead.daemon.session.Sessions;
import dev.bulkhead.protocol.home.BulkheadHome;
import dev.bulkhead.protocol.local.SocketLine;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supervisor's socket. A thread accepts; each connection has a thread of its own. The folder keeps other users out, the
 * kernel's word about each peer is the second wall.
 */
public final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int MOST_CONNECTIONS = 512;
    private static final Duration HELLO_LIMIT = Duration.ofSeconds(10);

    private final BulkheadHome home;
    private final Sessions sessions;
    private final Map<String, Command> commands;
    private final ServerSocketChannel server;
    private final long uid = PeerCredentials.ownUid();
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<SocketChannel, Long> waitingForHello = new ConcurrentHashMap<>();

    Listener(BulkheadHome home, Sessions sessions, Map<String, Command> commands) throws IOException {
        this.home = home;
        this.sessions = sessions;
        this.commands = commands;
        // Whoever holds the supervisor's lock is the only one: what is left there is of one that was killed.
        Files.deleteIfExists(home.socket());
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(home.socket()), 128);
        Files.setPosixFilePermissions(home.socket(), PosixFilePermissions.fromString("rw-------"));
    }

    /**
     * Does what the supervisor itself wants done, as if a command of the consultant's had asked for it.
     *
     * @throws IOException also when it is refused
     */
    public JsonNode ownWish(String command, ObjectNode args) throws IOException {
        Command found = Objects.requireNonNull(commands.get(command), command);
        Peer.Identity self = new Peer.Identity(ProcessHandle.current().pid(), Instant.EPOCH, "bulkhead");
        try {
            return found.run(new Request(0, command, args, List.of(), new Peer(self, List.of())), Reply.unheard());
        } catch (ControlException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Accepts connections from now on. */
    public void start() {
        Thread.ofPlatform().name("accepts").start(this::accept);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                Thread.ofPlatform().daemon().name("connection").start(() -> serve(channel));
            } catch (IOException e) {
                if (server.isOpen()) {
                    LOG.error("a connection could not be accepted: {}", e.getMessage());
                    pause();
                }
            }
        }
    }

    /** Out of descriptors is out of them for a while: no loop that fills the log meanwhile. */
    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel channel) {
        int open = connections.incrementAndGet();
        try (channel) {
            PeerCredentials.Credentials credentials = PeerCredentials.of(channel);
            if (credentials.uid() != uid) {
                LOG.warn("refused a connection of user {}", credentials.uid());
                SocketLine.write(channel, "error this supervisor belongs to another user");
                return;
            }
            if (open > MOST_CONNECTIONS) {
                SocketLine.write(channel, "error more than " + MOST_CONNECTIONS + " connections are open");
                return;
            }
            // Read now, while the peer certainly lives: a number can be used again.
            Peer peer = Peer.of(credentials.pid());
            SocketInput input = new SocketInput(channel);
            waitingForHello.put(channel, System.nanoTime());
            byte[] line = input.line(SocketInput.LONGEST_HELLO);
            waitingForHello.remove(channel);
            if (line != null) {
                hello(channel, input, peer, line);
            }
        } catch (IOException e) {
            LOG.info("a connection ended: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a connection ended by an error of ours", e);
        } finally {
            waitingForHello.remove(channel);
            connections.decrementAndGet();
        }
    }

    private void hello(SocketChannel channel, SocketInput input, Peer peer, byte[] line) throws IOException {
        JsonNode hello = SocketInput.json(line);
        if (hello.path("bulkhead").asInt() != 1) {
            SocketLine.write(
                    channel,
                    "error this supervisor speaks version 1 of its socket: stop it with 'bulkhead stop', then try again");
            return;
        }
        switch (hello.path("kind").asText()) {
            case "connect" -> {
                if (input.hasMore()) {
                    SocketLine.write(channel, "error a launcher waits for its answer before it sends more");
                } else {
                    sessions.serve(
                            new Arrival(channel, peer, hello.path("pipes").asBoolean()),
                            hello.path("tenant").asText(),
                            hello.path("token").asText());
                }
            }
            case "control" -> {
                SocketLine.write(channel, "ok");
                new ControlConnection(channel, input, peer, commands).serve();
            }
            default -> SocketLine.write(channel, "error a connection is of the kind 'connect' or 'control'");
        }
    }

    /** Called several times a second: ends connections that never say hello. */
    public void tick() {
        long now = System.nanoTime();
        waitingForHello.forEach((channel, since) -> {
            if (now - since > HELLO_LIMIT.toNanos()) {
                try {
                    channel.close();
                } catch (IOException e) {
                    LOG.debug("already closed: {}", e.getMessage());
                }
            }
        });
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(home.socket());
    }
}
