package dev.bulkhead.daemon.egress;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bulkhead.daemon.egress.Reach.Way;
import dev.bulkhead.daemon.tenant.Destination;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the way to a destination, and goes it. A name is resolved once; all its addresses are checked, and one of these very
 * addresses is connected to, so that a name that answers differently the second time (DNS rebinding) gains nothing. Safe for any
 * thread.
 */
final class Dialer {
    private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);
    private static final int MOST_TRIED = 4;

    private final Lookups lookups;
    private final Duration limit;

    Dialer(Lookups lookups, Duration limit) {
        this.lookups = lookups;
        this.limit = limit;
    }

    /** Returns the way to {@code destination}; nothing is asked for that {@code allowed} does not name. May wait. */
    Route route(Destination destination, AllowList allowed) throws InterruptedException {
        Optional<Way> named = allowed.way(destination);
        if (named.isEmpty()) {
            return new Route.Closed(Refusal.notAllowed(
                    destination + " is not in network.allow",
                    "if it should be, add it to the tenant's settings and confirm the change"));
        }
        Way way = named.get();
        Destination asked = way.through().orElse(destination);
        List<InetAddress> addresses;
        try {
            Optional<InetAddress> literal = HostNames.address(asked.host());
            addresses = literal.isPresent() ? List.of(literal.get()) : lookups.addresses(asked.host(), limit);
        } catch (UnknownHostException e) {
            return new Route.Closed(Refusal.unreachable(
                    asked + " has a name that nobody knows", "check the name and the desktop's network"));
        } catch (TimeoutException e) {
            return new Route.Closed(Refusal.unreachable(
                    asked + " has a name that was not found in time", "check the desktop's network"));
        }
        // All, not the one that would be used: a name that mixes public and private addresses is up to something.
        for (InetAddress address : addresses) {
            if (!allowed.mayConnect(way, address)) {
                return new Route.Closed(Refusal.notAllowed(
                        destination + " leads to an address of this machine or its neighbourhood, "
                                + address.getHostAddress(),
                        "if it should be reached, name that address with its port in network.allow"));
            }
        }
        return new Route.To(destination, addresses, way.through());
    }

    /**
     * Returns a connection to the first address of {@code to} that answers.
     *
     * @param deadline ends one attempt when it takes too long
     * @throws IOException when none of them answers
     */
    SocketChannel connect(Route.To to, Deadline deadline, BooleanSupplier stopped) throws IOException {
        List<InetAddress> addresses = to.addresses();
        IOException last = new IOException("it has no address");
        for (InetAddress address : addresses.subList(0, Math.min(MOST_TRIED, addresses.size()))) {
            SocketChannel channel = SocketChannel.open();
            deadline.set(limit, () -> close(channel));
            try {
                if (stopped.getAsBoolean()) {
                    throw new IOException("nobody waits for it any more");
                }
                channel.connect(new InetSocketAddress(address, to.port()));
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                if (to.through().isPresent()) {
                    askProxy(channel, to.destination());
                }
                return channel;
            } catch (IOException e) {
                close(channel);
                last = e;
            } catch (UnsupportedAddressTypeException e) {
                close(channel);
                last = new IOException("this machine has no IPv6", e);
            }
        }
        throw last;
    }

    /** Has the proxy at the other end connect to {@code destination}: RFC 9110 §9.3.6. */
    private static void askProxy(SocketChannel channel, Destination destination) throws IOException {
        ByteBuffer request = ByteBuffer.wrap(
                ("CONNECT " + destination + " HTTP/1.1\r\nHost: " + destination + "\r\n\r\n").getBytes(US_ASCII));
        while (request.hasRemaining()) {
            channel.write(request);
        }
        StringBuilder head = new StringBuilder();
        // One at a time: what follows the head is not ours to take.
        ByteBuffer one = ByteBuffer.allocate(1);
        while (head.indexOf("\r\n\r\n") < 0) {
            if (head.length() == ChannelInput.LONGEST_HEAD || channel.read(one.clear()) <= 0) {
                throw new IOException("the proxy gives no answer");
            }
            head.append((char) (one.get(0) & 0xff));
        }
        if (!head.toString().matches("(?s)HTTP/1\\.[01] 2[0-9]{2}[ \r].*")) {
            throw new IOException("the proxy refuses: " + head.substring(0, head.indexOf("\r\n")));
        }
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("already closed: {}", e.getMessage());
        }
    }
}
