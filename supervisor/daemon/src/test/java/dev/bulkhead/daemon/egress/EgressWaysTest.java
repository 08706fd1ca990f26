package dev.bulkhead.daemon.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.egress.Reach.Addresses;
import dev.bulkhead.daemon.egress.Reach.Way;
import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.daemon.tenant.EventType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Ways that are not a tenant's: to what the consultant named for a program of their own choice, perhaps through their own proxy. */
class EgressWaysTest extends EgressFixture {
    private static Way way(Destination to, Addresses addresses, Optional<Destination> through) {
        return new Way(to, addresses, through);
    }

    @Test
    void aRegistryAtAPrivateAddressIsReachedAsItWasNamedAndATenantsNameIsNot() throws Exception {
        try (Origin origin = Origin.answering("HTTP/1.1 200 OK\r\n\r\nhello")) {
            Destination registry = new Destination("registry.acme.example", origin.port());
            names = Map.of("registry.acme.example", List.of("127.0.0.1"));
            allowed = new Reach(List.of(way(registry, Addresses.ANY, Optional.empty())));
            assertThat(Caller.ask(door(), "GET http://" + registry + "/ HTTP/1.1\r\nHost: " + registry + "\r\n\r\n"))
                    .endsWith("hello");
            allowed = new Reach(List.of(way(registry, Addresses.PUBLIC_OR_NAMED, Optional.empty())));
            assertThat(Caller.ask(door(), "GET http://" + registry + "/ HTTP/1.1\r\nHost: " + registry + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void behindTheConsultantsProxyTheNameIsItsToResolve() throws Exception {
        try (Origin proxy = new Origin((origin, socket) -> {
            origin.heads.add(Origin.head(socket.getInputStream()));
            socket.getOutputStream().write("HTTP/1.1 200 ok\r\nX: y\r\n\r\nfirst ".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(socket.getOutputStream());
        })) {
            Destination registry = new Destination("registry.only-the-proxy-knows.example", 443);
            Destination through = new Destination("127.0.0.1", proxy.port());
            allowed = new Reach(List.of(way(registry, Addresses.ANY, Optional.of(through))));
            try (Caller caller = new Caller(door())) {
                caller.send("CONNECT " + registry + " HTTP/1.1\r\n\r\n");
                assertThat(caller.head()).startsWith("HTTP/1.1 200 ");
                assertThat(caller.send("and more").end().rest()).isEqualTo("first and more");
            }
            assertThat(proxy.heads)
                    .containsExactly("CONNECT " + registry + " HTTP/1.1\r\nHost: " + registry + "\r\n\r\n");
            assertThat(Caller.ask(door(), "CONNECT " + through + " HTTP/1.1\r\n\r\n"))
                    .as("the proxy itself is nothing that was named")
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void aProxyThatRefusesIsNoWay() throws Exception {
        try (Origin proxy = Origin.answering("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")) {
            allowed = new Reach(List.of(way(
                    new Destination("registry.acme.example", 443),
                    Addresses.ANY,
                    Optional.of(new Destination("127.0.0.1", proxy.port())))));
            assertThat(Caller.ask(door(), "CONNECT registry.acme.example:443 HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void whatTheSelfTestAsksForIsRefusedWithoutARowAndEverythingElseWithOne() throws Exception {
        EgressDoor door = door();
        door.selfTestAsksFor(new Destination("127.0.0.1", 4711));
        assertThat(Caller.ask(door, "CONNECT 127.0.0.1:4711 HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(events).isEmpty();
        assertThat(Caller.ask(door, "CONNECT 127.0.0.1:4712 HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(row(EventType.EGRESS_REFUSED).detail()).contains("127.0.0.1:4712");
        events.clear();
        door.selfTestIsOver();
        assertThat(Caller.ask(door, "CONNECT 127.0.0.1:4711 HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(row(EventType.EGRESS_REFUSED).detail()).contains("127.0.0.1:4711");
    }
}
