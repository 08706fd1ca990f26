package dev.bulkhead.daemon.egress;

import dev.bulkhead.daemon.egress.Injector.Outcome;
import dev.bulkhead.daemon.egress.ProxyRequest.Forward;
import dev.bulkhead.daemon.tenant.Destination;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request that the proxy sees: a plain one, or one inside a tunnel to a destination that a credential belongs to. There TLS
 * ends here, by the authority that this one sandbox trusts, and begins anew towards the origin. One thread uses it.
 */
record Inside(
        Injections injections,
        Relay.Ends ends,
        Traffic traffic,
        Deadline deadline,
        Consumer<Relay> watched,
        EgressAudit audit) {
    private static final Logger LOG = LoggerFactory.getLogger(Inside.class);

    /** The first byte of a TLS handshake: RFC 8446 §5.1. */
    private static final int HANDSHAKE = 0x16;

    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    /** Where one request comes from and goes to. */
    record Wires(Wire client, ChannelInput fromClient, Wire origin) {}

    /**
     * Serves one request inside a tunnel.
     *
     * @param outside what can break it off meanwhile
     */
    End tunnel(Destination destination, ChannelInput input, Relay outside) throws InterruptedException {
        try {
            Wire client = Wire.of(ends.client());
            write(client, Relay.ESTABLISHED);
            return input.peek() == HANDSHAKE
                    ? overTls(destination, input.toBeContinued(client))
                    : request(destination, HTTP, new Wires(client, input, Wire.of(ends.origin())));
        } catch (MalformedHeadException e) {
            return outside.endOr(End.MALFORMED);
        } catch (IOException e) {
            LOG.debug("a tunnel to {} broke: {}", destination, e.getMessage());
            return outside.endOr(End.BROKEN);
        } finally {
            outside.end(End.DONE);
        }
    }

    /**
     * Serves one request that came to the proxy itself. One of {@code https://} needs no tunnel: what is between here and the sandbox
     * is a socket of this machine, and TLS begins here. Clients that know no CONNECT ask so.
     */
    End request(Forward request, byte[] head, Wire client, ChannelInput input)
            throws IOException, InterruptedException {
        Wire origin;
        try {
            origin = switch (request.transport()) {
                case PLAIN -> Wire.of(ends.origin());
                case TLS -> secured(request.destination());
            };
        } catch (SSLException e) {
            return refused(client, untrusted(request.destination()), End.UNTRUSTED);
        }
        return forward(request, head, new Wires(client, input, origin));
    }

    private Wire secured(Destination destination) throws IOException {
        return TlsWire.client(
                Wire.of(ends.origin()), injections.trust().origins(), destination.host(), destination.port());
    }

    private static Refusal untrusted(Destination destination) {
        return Refusal.unreachable(
                destination + " shows a certificate that is not trusted",
                "add its authority to those that the desktop trusts");
    }

    private End overTls(Destination destination, Wire client) throws IOException, InterruptedException {
        Authority authority = injections.authority().orElseThrow();
        TlsWire inner = TlsWire.server(client, authority.serverAt(destination.host()));
        Wire origin;
        try {
            origin = secured(destination);
        } catch (SSLException e) {
            new ChannelInput(inner).head(); // Only now: the client has to hear why.
            return refused(inner, untrusted(destination), End.UNTRUSTED);
        }
        return request(destination, HTTPS, new Wires(inner, new ChannelInput(inner), origin));
    }

    private End request(Destination destination, int defaultPort, Wires wires)
            throws IOException, InterruptedException {
        byte[] head;
        Forward request;
        try {
            head = wires.fromClient().head();
            if (head == null) {
                return End.LEFT;
            }
            request = RequestParser.within(head, destination, defaultPort);
        } catch (MalformedHeadException e) {
            return refused(wires.client(), Refusal.malformed(e), End.MALFORMED);
        }
        return forward(request, head, wires);
    }

    /** Passes {@code request}, which came as {@code head}, with the credentials that belong into it. */
    private End forward(Forward request, byte[] head, Wires wires) throws IOException, InterruptedException {
        return switch (injections.injector().into(request, head)) {
            case Outcome.Leak(String secret) -> {
                audit.leak(request.destination() + ": the placeholder of '" + secret + "', in a head");
                yield refused(wires.client(), Refusal.leak(secret), End.MISPLACED);
            }
            case Outcome.Locked(Refusal refusal) -> refused(wires.client(), refusal, End.LOCKED);
            case Outcome.Ready ready -> {
                try (ready) {
                    Relay relay = new Relay(
                            ends,
                            wires.client(),
                            wires.fromClient(),
                            wires.origin(),
                            traffic,
                            deadline,
                            new Relay.Searches(
                                    injections.injector().placeholders(), new WordSearch(ready.credentials())));
                    watched.accept(relay);
                    yield relay.forward(ready.head(), request);
                }
            }
        };
    }

    private static End refused(Wire client, Refusal refusal, End end) throws IOException {
        write(client, refusal.answer());
        client.endOutput();
        return end;
    }

    private static void write(Wire wire, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            wire.write(buffer);
        }
    }
}
