package dev.bulkhead.daemon.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.AuditEvent;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.ResultStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy from outside: real sockets, real origins. */
class EgressProxyTest extends EgressFixture {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nKeep-Alive: 5\r\n\r\nhello";

    private static String connect(String authority) {
        return "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
    }

    private static String get(String authority) {
        return "GET http://" + authority + "/secret/path?q=1 HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
    }

    @Test
    void aPlainRequestReachesWhatTheSettingsNameAndNothingElse() throws Exception {
        try (Origin named = Origin.answering(OK);
                Origin other = Origin.answering(OK)) {
            allow(named.address());
            EgressDoor door = door();
            assertThat(Caller.ask(door, get(named.address())))
                    .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
            assertThat(Caller.ask(door, get(other.address())))
                    .startsWith("HTTP/1.1 403 Forbidden\r\n")
                    .endsWith(
                            "Bulkhead: " + other.address() + " is not in network.allow: if it should be, add it to the"
                                    + " tenant's settings and confirm the change\n");
            assertThat(other.connections).hasValue(0);
        }
    }

    @Test
    void theOriginSeesTheTargetsHostAndNothingThatWasMeantForTheProxy() throws Exception {
        try (Origin origin = Origin.answering(OK)) {
            allow(origin.address());
            String url = "http://" + origin.address();
            Caller.ask(
                    door(),
                    "POST " + url + "?a=b HTTP/1.1\r\nHost: " + origin.address() + "\r\nX-Mine: 1\r\n"
                            + "Proxy-Authorization: Basic c2VjcmV0\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\n"
                            + "Upgrade: websocket\r\nTE: trailers\r\nContent-Length: 0\r\n\r\n");
            assertThat(origin.heads)
                    .containsExactly("POST /?a=b HTTP/1.1\r\nHost: " + origin.address()
                            + "\r\nX-Mine: 1\r\nContent-Length: 0\r\nVia: 1.1 bulkhead\r\nConnection: close\r\n\r\n");
        }
    }

    @Test
    void aTunnelPassesBytesBothWaysAlsoAfterOneSideHasEnded() throws Exception {
        try (Origin origin = Origin.echoing()) {
            allow(origin.address());
            try (Caller caller = new Caller(door())) {
                assertThat(caller.send(connect(origin.address()) + "early").head())
                        .isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
                assertThat(caller.read(5)).isEqualTo("early");
                assertThat(caller.send("late").end().rest()).isEqualTo("late");
            }
            AuditEvent closed = row(EventType.EGRESS_CLOSED);
            assertThat(closed.status()).isEqualTo(ResultStatus.SUCCESS);
            assertThat(closed.bytesIn()).isEqualTo(9);
            assertThat(closed.bytesOut()).isEqualTo(9);
            assertThat(closed.callId()).isEqualTo(row(EventType.EGRESS_OPENED).callId());
        }
    }

    @Test
    void aLargeTransferBothWaysAtOnceArrivesWhole() throws Exception {
        byte[] large = new byte[32 << 20];
        new Random(1).nextBytes(large);
        try (Origin origin = Origin.echoing();
                Caller caller = new Caller(doorTo(origin))) {
            caller.send(connect(origin.address())).head();
            CompletableFuture<String> back = CompletableFuture.supplyAsync(() -> {
                try {
                    return caller.rest();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            caller.send(large).end();
            assertThat(back.get().equals(new String(large, StandardCharsets.ISO_8859_1)))
                    .isTrue();
            assertThat(row(EventType.EGRESS_CLOSED).bytesOut()).isEqualTo(large.length);
        }
    }

    private EgressDoor doorTo(Origin origin) throws Exception {
        allow(origin.address());
        return door();
    }

    @Test
    void aBodyIsPassedToItsEndAndWhatFollowsItIsNot() throws Exception {
        Origin.Behaviour behaviour = (origin, socket) -> {
            origin.heads.add(Origin.head(socket.getInputStream()));
            socket.setSoTimeout(300);
            StringBuilder body = new StringBuilder();
            try {
                for (int next = socket.getInputStream().read(); next >= 0; ) {
                    body.append((char) next);
                    next = socket.getInputStream().read();
                }
            } catch (java.net.SocketTimeoutException e) {
                origin.heads.add(body.toString());
            }
            socket.getOutputStream().write(OK.getBytes(StandardCharsets.ISO_8859_1));
        };
        try (Origin origin = new Origin(behaviour)) {
            EgressDoor door = doorTo(origin);
            String to = "POST http://" + origin.address() + "/ HTTP/1.1\r\nHost: " + origin.address() + "\r\n";
            String second = "GET / HTTP/1.1\r\nHost: internal.example\r\n\r\n";
            assertThat(Caller.ask(door, to + "Content-Length: 3\r\n\r\nabc" + second))
                    .endsWith("hello");
            assertThat(origin.heads.get(1)).isEqualTo("abc");
            Caller.ask(
                    door,
                    to + "Transfer-Encoding: chunked\r\n\r\n003;x=\"y\"\r\nabc\r\n0\r\nHost: internal.example\r\n\r\n"
                            + second);
            assertThat(origin.heads.get(3)).isEqualTo("3\r\nabc\r\n0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3\r\nabcX\r\n0\r\n\r\n",
                "3\nabc\r\n0\r\n\r\n",
                "-3\r\nabc",
                "0x3\r\nabc\r\n",
                "\r\n",
                "fffffffff\r\n"
            })
    void chunksThatCanBeReadInTwoWaysEndTheConnection(String chunks) throws Exception {
        try (Origin origin = new Origin(
                (o, socket) -> socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream()))) {
            EgressDoor door = doorTo(origin);
            Caller.ask(
                    door,
                    "POST http://" + origin.address() + "/ HTTP/1.1\r\nHost: " + origin.address()
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
            assertThat(row(EventType.EGRESS_CLOSED).status()).isEqualTo(ResultStatus.DENIED);
        }
    }

    @Test
    void theSocketSaysWhichTenantItIs() throws Exception {
        try (Origin acmes = Origin.answering(OK);
                Origin globexes = Origin.answering(OK)) {
            allow(acmes.address());
            Reach other = allowed;
            allow(globexes.address());
            Reach globex = allowed;
            EgressDoor first = proxy.open(ACME, "crm", () -> other, List.of());
            EgressDoor second = proxy.open(GLOBEX, "crm", () -> globex, List.of());
            assertThat(Caller.ask(first, get(acmes.address()))).endsWith("hello");
            assertThat(Caller.ask(second, get(globexes.address()))).endsWith("hello");
            assertThat(Caller.ask(first, get(globexes.address()))).startsWith("HTTP/1.1 403 ");
            assertThat(Caller.ask(second, get(acmes.address()))).startsWith("HTTP/1.1 403 ");
            assertThat(events)
                    .filteredOn(event -> event.type() == EventType.EGRESS_REFUSED)
                    .extracting(AuditEvent::tenant)
                    .containsExactly(ACME, GLOBEX);
        }
    }

    @Test
    void theSocketIsForItsUserAloneNamesNobodyAndGoesWithTheDoor() throws Exception {
        EgressDoor door = door();
        assertThat(Files.getPosixFilePermissions(door.socket()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(door.socket().toString().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(100);
        assertThat(door.socket().getFileName().toString())
                .doesNotContain("acme")
                .doesNotContain("crm");
        door.close();
        assertThat(door.socket()).doesNotExist();
        door.close();
    }

    @Test
    void theSocketsOfAKilledSupervisorAreSweptAndItsOwnIsNot() throws Exception {
        Files.createFile(home.run().resolve("e012345678.sock"));
        Files.createFile(home.run().resolve("supervisor.lock"));
        proxy.sweep();
        assertThat(home.run())
                .isDirectoryContaining("glob:**supervisor.lock")
                .isDirectoryNotContaining("glob:**e*.sock");
    }

    @Test
    void aRowHoldsHostPortAndBytesAndNeitherPathNorField() throws Exception {
        try (Origin origin = Origin.answering(OK)) {
            EgressDoor door = doorTo(origin);
            Caller.ask(door, get(origin.address()));
            assertThat(row(EventType.EGRESS_CLOSED).detail()).isEqualTo("crm: " + origin.address() + ": ended by both");
            assertThat(events).noneMatch(event -> String.valueOf(event.detail()).contains("secret"));
        }
    }

    @Test
    void withoutAnAuditNothingIsConnectedTo() throws Exception {
        try (Origin origin = Origin.answering(OK)) {
            EgressDoor door = doorTo(origin);
            auditBroken = true;
            assertThat(Caller.ask(door, get(origin.address()))).startsWith("HTTP/1.1 503 ");
            assertThat(origin.connections).hasValue(0);
        }
    }

    @Test
    void aNameIsResolvedOnceAndOnlyWhenItIsNamed() throws Exception {
        try (Origin origin = Origin.answering(OK)) {
            names = Map.of("api.acme.example", List.of("127.0.0.1"));
            allow("api.acme.example:" + origin.port(), origin.address());
            EgressDoor door = door();
            assertThat(Caller.ask(door, get("API.acme.example.:" + origin.port())))
                    .endsWith("hello");
            assertThat(asked).containsExactly("api.acme.example");
            assertThat(Caller.ask(door, get("leak.evil.example"))).startsWith("HTTP/1.1 403 ");
            assertThat(asked).hasSize(1);
        }
    }

    @Test
    void aNameThatLeadsToThisMachineIsRefusedUnlessTheAddressIsNamed() throws Exception {
        try (Origin origin = Origin.answering(OK)) {
            names = Map.of("api.acme.example", List.of("127.0.0.1"));
            allow("api.acme.example:" + origin.port());
            assertThat(Caller.ask(door(), connect("api.acme.example:" + origin.port())))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("127.0.0.1");
            assertThat(row(EventType.EGRESS_REFUSED).status()).isEqualTo(ResultStatus.DENIED);
            assertThat(origin.connections).hasValue(0);
        }
    }

    @Test
    void onePrivateAddressAmongPublicOnesRefusesAll() throws Exception {
        names = Map.of("api.acme.example", List.of("1.1.1.1", "10.0.0.1"));
        allow("api.acme.example:443");
        assertThat(Caller.ask(door(), connect("api.acme.example:443"))).startsWith("HTTP/1.1 403 ");
        assertThat(events).extracting(AuditEvent::type).containsExactly(EventType.EGRESS_REFUSED);
    }

    @Test
    void whoIsNotThereIsToldAndRecorded() throws Exception {
        Origin gone = Origin.answering(OK);
        gone.close();
        allow(gone.address(), "nobody.example:80");
        EgressDoor door = door();
        assertThat(Caller.ask(door, get(gone.address()))).startsWith("HTTP/1.1 502 ");
        assertThat(row(EventType.EGRESS_CLOSED).status()).isEqualTo(ResultStatus.ERROR);
        assertThat(Caller.ask(door, get("nobody.example"))).startsWith("HTTP/1.1 502 ");
        assertThat(row(EventType.EGRESS_REFUSED).detail()).contains("nobody knows");
    }

    @Test
    void anAnswerThatIsNoHttpIsNotPassedOn() throws Exception {
        try (Origin origin = Origin.answering("SSH-2.0-x\r\n\r\n")) {
            assertThat(Caller.ask(doorTo(origin), get(origin.address()))).startsWith("HTTP/1.1 502 ");
        }
    }
}
