package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.daemon.tenant.EventSink;
import dev.bulkhead.protocol.home.TenantId;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of one upstream's sandbox: a listening unix socket, to be bound into that sandbox and no other. Who comes through
 * it is that upstream of that tenant. Safe for any thread; close it when the sandbox has ended.
 */
public final class EgressDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EgressDoor.class);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

    private final TenantId tenant;
    private final String upstream;
    private final Path socket;
    private final EventSink events;
    private final InstantSource clock;
    private final EgressConnection.Shared shared;
    private final ServerSocketChannel server;

    /** Connections that have a thread: twice those that may be relayed, so that one too many can be told so. */
    private final Semaphore places;

    private final Map<EgressConnection, Thread> connections = new ConcurrentHashMap<>();
    private final Runnable whenClosed;
    private volatile @Nullable Destination planted;

    EgressDoor(
            TenantId tenant,
            String upstream,
            Path socket,
            Supplier<Reach> allowed,
            EgressLimits limits,
            Resolver resolver,
            Injections injections,
            EventSink events,
            InstantSource clock,
            Consumer<EgressDoor> whenClosed)
            throws IOException {
        this.tenant = tenant;
        this.upstream = upstream;
        this.socket = socket;
        this.events = events;
        this.clock = clock;
        this.shared = new EgressConnection.Shared(
                limits,
                allowed,
                new Dialer(new Lookups(resolver), limits.connect()),
                new ByteBudget(limits.bytesPerHour(), System::nanoTime),
                new Semaphore(limits.connections()),
                destination -> destination.equals(planted),
                injections);
        this.places = new Semaphore(2 * limits.connections());
        this.whenClosed = () -> whenClosed.accept(this);
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket), limits.connections());
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        Thread.ofVirtual().name("egress-accepts").start(this::accept);
    }

    /** Returns the socket's path outside; it says neither tenant nor upstream, for a sandbox sees where its mounts come from. */
    public Path socket() {
        return socket;
    }

    /**
     * Writes whom the sandbox has to trust: the desktop's authorities, and the one that lets the proxy see requests that a
     * credential belongs into. Nothing of it is secret.
     *
     * @param pem as OpenSSL and node read it
     * @param store as Java reads it
     */
    public void writeTrust(Path pem, Path store) throws IOException {
        Authority authority = shared.injections()
                .authority()
                .orElseThrow(() -> new IllegalStateException("a door without credentials has no authority"));
        shared.injections().trust().write(authority.certificate(), pem, store);
    }

    /**
     * Says what the self-test of its sandbox will ask for, and must be refused: that is told by the self-test's row, and not by one
     * for each start that looks like a server's doing.
     */
    public void selfTestAsksFor(Destination destination) {
        planted = destination;
    }

    /** The self-test is over: from now on each refusal has its row. */
    public void selfTestIsOver() {
        planted = null;
    }

    private void accept() {
        Pace pace = new Pace(shared.limits().connectionsPerMinute(), System::nanoTime);
        try {
            while (server.isOpen()) {
                for (long wait = pace.take(); wait > 0; wait = pace.take()) {
                    Thread.sleep(Duration.ofNanos(wait));
                }
                places.acquire();
                try {
                    serve(server.accept());
                } catch (IOException e) {
                    places.release();
                    if (server.isOpen()) {
                        LOG.error("tenant {}: {} could not be let out: {}", tenant, upstream, e.getMessage());
                        Thread.sleep(100); // Out of descriptors is out of them for a while.
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel client) {
        EgressConnection connection =
                new EgressConnection(client, shared, new EgressAudit(events, clock, tenant, upstream));
        Thread thread = Thread.ofVirtual().name("egress").unstarted(() -> {
            try {
                connection.serve();
            } catch (RuntimeException e) {
                LOG.error("tenant {}: a connection of {} ended by an error of ours", tenant, upstream, e);
            } finally {
                connections.remove(connection);
                places.release();
            }
        });
        connections.put(connection, thread);
        thread.start();
        if (!server.isOpen()) {
            connection.stop(); // Closing may have missed it.
        }
    }

    void tick() {
        for (EgressConnection connection : connections.keySet()) {
            try {
                connection.tick();
            } catch (RuntimeException e) {
                LOG.error("tenant {}: a connection of {} could not be looked after", tenant, upstream, e);
                connection.stop(); // No verdict, no access.
            }
        }
    }

    /** Ends all its connections and removes the socket; waits, at most 2 s, until their rows are in the audit. */
    @Override
    public void close() throws IOException {
        whenClosed.run();
        try {
            server.close();
        } finally {
            Files.deleteIfExists(socket);
        }
        long deadline = System.nanoTime() + LONGEST_CLOSE.toNanos();
        connections.keySet().forEach(EgressConnection::stop);
        for (Thread thread : connections.values()) {
            if (thread.getState() == Thread.State.NEW) {
                continue; // Its connection is closed: it will find nothing to do.
            }
            try {
                thread.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
