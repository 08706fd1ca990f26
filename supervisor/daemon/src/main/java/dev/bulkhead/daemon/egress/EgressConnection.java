package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.tenant.Destination;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of one upstream, from its head to its end. One thread serves; {@link #tick} and {@link #stop} are for others. */
final class EgressConnection {
    private static final Logger LOG = LoggerFactory.getLogger(EgressConnection.class);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final int MOST_DRAINED = 64 * 1024;

    private final SocketChannel client;
    private final Shared shared;
    private final EgressAudit audit;
    private final Deadline deadline = new Deadline();
    private volatile boolean stopped;
    private volatile @Nullable Open open;

    /** What the connections of one upstream have in common. */
    record Shared(
            EgressLimits limits,
            Supplier<Reach> allowed,
            Dialer dialer,
            ByteBudget budget,
            Semaphore seats,
            Predicate<Destination> isPlanted,
            Injections injections) {}

    /** What is being relayed, and by which settings. */
    private record Open(Relay relay, Destination destination, InetAddress address, Reach by) {}

    EgressConnection(SocketChannel client, Shared shared, EgressAudit audit) {
        this.client = client;
        this.shared = shared;
        this.audit = audit;
        deadline.set(shared.limits().head(), this::endHead);
    }

    /** What came so far is read to its end, so that the answer can still be given. */
    private void endHead() {
        try {
            client.shutdownInput();
        } catch (IOException e) {
            Dialer.close(client);
        }
    }

    void serve() {
        try (client) {
            ChannelInput input = new ChannelInput(client);
            ProxyRequest request;
            byte[] head;
            try {
                head = input.head();
                if (head == null) {
                    return;
                }
                request = RequestParser.parse(head);
            } catch (MalformedHeadException e) {
                refuse(Refusal.malformed(e));
                return;
            }
            if (!shared.seats().tryAcquire()) {
                refuse(Refusal.limited(
                        request.destination() + " is one connection too many, "
                                + shared.limits().connections() + " are open",
                        "wait for one to end"));
                return;
            }
            try {
                pass(request, head, input);
            } finally {
                shared.seats().release();
            }
        } catch (IOException e) {
            LOG.debug("a connection to the proxy ended: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(ProxyRequest request, byte[] head, ChannelInput input) throws IOException, InterruptedException {
        Destination destination = request.destination();
        Optional<String> leak = shared.injections().injector().misplaced(request, head);
        if (leak.isPresent()) {
            audit.leak(destination + ": the placeholder of '" + leak.get() + "', in a head");
            answer(Refusal.leak(leak.get()));
            return;
        }
        if (shared.budget().isUsedUp()) {
            refuse(Refusal.limited(
                    destination + " cannot be reached, all the bytes of this hour are used up",
                    "try again in an hour"));
            return;
        }
        Reach by = shared.allowed().get();
        switch (shared.dialer().route(destination, new AllowList(by))) {
            case Route.Closed closed -> {
                if (shared.isPlanted().test(destination)) {
                    answer(closed.refusal());
                } else {
                    refuse(closed.refusal());
                }
            }
            case Route.To to -> {
                try {
                    audit.opened(destination);
                } catch (IOException e) {
                    LOG.error("no connection without an audit: {}", e.getMessage());
                    refuse(Refusal.notRecorded());
                    return;
                }
                relay(request, head, input, to, by);
            }
        }
    }

    private void relay(ProxyRequest request, byte[] head, ChannelInput input, Route.To to, Reach by)
            throws IOException, InterruptedException {
        Destination destination = request.destination();
        Traffic traffic = new Traffic(shared.limits().bytesPerConnection(), shared.budget());
        SocketChannel reached;
        try {
            reached = shared.dialer().connect(to, deadline, () -> stopped);
        } catch (IOException e) {
            audit.closed(destination, stopped ? End.STOPPED : End.SILENT, traffic);
            answer(Refusal.unreachable(
                    destination + " does not answer", "check the address and the desktop's network"));
            return;
        }
        End end = End.BROKEN;
        try (SocketChannel origin = reached) {
            InetAddress address = ((InetSocketAddress) origin.getRemoteAddress()).getAddress();
            Relay.Ends ends = new Relay.Ends(client, origin);
            Wire toClient = Wire.of(client);
            WordSearch nothing = new WordSearch(List.of());
            Relay relay = new Relay(
                    ends,
                    toClient,
                    input,
                    Wire.of(origin),
                    traffic,
                    deadline,
                    new Relay.Searches(shared.injections().injector().placeholders(), nothing));
            Consumer<Relay> watched = inner -> {
                deadline.set(shared.limits().idle(), () -> inner.end(End.IDLE));
                open = new Open(inner, destination, address, by);
                if (stopped) {
                    inner.end(End.STOPPED);
                }
            };
            watched.accept(relay);
            Inside inside = new Inside(shared.injections(), ends, traffic, deadline, watched, audit);
            end = switch (request) {
                case ProxyRequest.Tunnel tunnel ->
                    shared.injections().injector().isFor(destination)
                            ? inside.tunnel(destination, input, relay)
                            : relay.tunnel();
                case ProxyRequest.Forward forward -> inside.request(forward, head, toClient, input);
            };
        } finally {
            audit.closed(destination, end, traffic);
            if (end.equals(End.LEAK)) {
                audit.leak(destination + ": a placeholder, in a body or a tunnel");
            } else if (end.equals(End.ECHO)) {
                audit.leak(destination + ": the answer held the credential itself, and was cut off");
            }
        }
    }

    private void refuse(Refusal refusal) throws IOException {
        audit.refused(refusal);
        answer(refusal);
    }

    private void answer(Refusal refusal) throws IOException {
        deadline.set(ANSWER_LIMIT, () -> Dialer.close(client));
        ByteBuffer bytes = ByteBuffer.wrap(refusal.answer());
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
        client.shutdownOutput();
        // Closed with bytes unread, the other end would see a reset, and perhaps not what we said.
        ByteBuffer unread = ByteBuffer.allocate(4096);
        for (int drained = 0, read = 0; read >= 0 && drained < MOST_DRAINED; drained += read) {
            read = client.read(unread.clear());
        }
    }

    /** Called several times a second: ends what takes too long, and what the settings do not name any more. */
    void tick() {
        deadline.check();
        Open now = open;
        if (now != null) {
            Reach allowed = shared.allowed().get();
            if (!allowed.equals(now.by())) {
                AllowList list = new AllowList(allowed);
                if (list.way(now.destination())
                        .filter(way -> list.mayConnect(way, now.address()))
                        .isPresent()) {
                    open = new Open(now.relay(), now.destination(), now.address(), allowed);
                } else {
                    now.relay().end(End.REVOKED);
                }
            }
        }
    }

    /** Ends it, whatever it is at. */
    void stop() {
        stopped = true;
        Open now = open;
        if (now != null) {
            now.relay().end(End.STOPPED);
        }
        deadline.pass(); // An attempt to connect is broken off.
        Dialer.close(client);
    }
}
