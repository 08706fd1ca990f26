package dev.bulkhead.daemon.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials that never enter: put in where they belong, and what stands for them refused everywhere else. */
class EgressInjectionTest extends EgressFixture {
    private static final String PLACEHOLDER = "bulkhead-0123456789abcdef";
    private static final String SECRET = "tok-8c1f0d7e-of-acme";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    private Origin origin;
    private EgressDoor door;
    private volatile Optional<String> vault = Optional.of(SECRET);

    @BeforeEach
    void open() throws Exception {
        origin = Origin.answering(OK);
        serve(origin);
    }

    @AfterEach
    void close() throws Exception {
        origin.close();
    }

    private void serve(Origin served, String... others) throws Exception {
        origin = served;
        String[] all = java.util.Arrays.copyOf(others, others.length + 1);
        all[others.length] = served.address();
        allow(all);
        door = proxy.open(
                ACME,
                "crm",
                () -> allowed,
                List.of(new Injection(
                        "crm",
                        PLACEHOLDER,
                        Destination.parse(served.address()),
                        "Authorization",
                        () -> vault.map(value -> SecretBytes.takeOver(value.getBytes(StandardCharsets.UTF_8))))));
    }

    private String get(String address, String fields) throws Exception {
        return Caller.ask(door, "GET http://" + address + "/x HTTP/1.1\r\nHost: " + address + "\r\n" + fields + "\r\n");
    }

    private void isALeak(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 403 ").contains("'crm'");
        assertThat(row(EventType.LEAK_ATTEMPT).detail()).contains("crm: ").doesNotContain(PLACEHOLDER, SECRET);
        assertThat(String.join("", origin.heads)).doesNotContain(SECRET);
    }

    @Test
    void itTakesThePlaceOfWhatStandsForItInItsHeaderTowardsItsHost() throws Exception {
        assertThat(get(origin.address(), "authorization: Bearer " + PLACEHOLDER + "\r\nAccept-Encoding: gzip\r\n"))
                .endsWith("hello");
        assertThat(origin.heads.getFirst())
                .contains("authorization: Bearer " + SECRET + "\r\n", "Accept-Encoding: identity\r\n")
                .doesNotContain(PLACEHOLDER);
        assertThat(events).noneMatch(event -> event.type() == EventType.LEAK_ATTEMPT);
        assertThat(events.toString()).doesNotContain(SECRET);
    }

    @Test
    void insideABasicCredentialToo() throws Exception {
        String basic = Base64.getEncoder().encodeToString(("me:" + PLACEHOLDER).getBytes(StandardCharsets.UTF_8));
        assertThat(get(origin.address(), "Authorization: Basic " + basic + "\r\n"))
                .endsWith("hello");
        assertThat(origin.heads.getFirst())
                .contains("Authorization: Basic "
                        + Base64.getEncoder().encodeToString(("me:" + SECRET).getBytes(StandardCharsets.UTF_8))
                        + "\r\n");
    }

    @Test
    void aTunnelToItsHostIsSeenAsWell() throws Exception {
        String answer = Caller.ask(
                door,
                "CONNECT " + origin.address() + " HTTP/1.1\r\n\r\nGET /y HTTP/1.1\r\nHost: " + origin.address()
                        + "\r\nAuthorization: " + PLACEHOLDER + "\r\n\r\n");
        assertThat(answer).contains("200 Connection established").endsWith("hello");
        assertThat(origin.heads.getFirst()).startsWith("GET /y HTTP/1.1\r\n").contains("Authorization: " + SECRET);
    }

    @Test
    void aRequestWithoutItGoesOnAsItIs() throws Exception {
        assertThat(get(origin.address(), "X: y\r\n")).endsWith("hello");
        assertThat(origin.heads.getFirst()).contains("X: y").doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Other: " + PLACEHOLDER + "\r\n",
                "Proxy-Authorization: Bearer " + PLACEHOLDER + "\r\n",
                "Authorization: " + PLACEHOLDER + "\r\nCookie: a=" + PLACEHOLDER + "\r\n",
                "X-Other: Basic YTpidWxraGVhZC0wMTIzNDU2Nzg5YWJjZGVm\r\n"
            })
    void inAnotherHeaderItIsALeak(String fields) throws Exception {
        isALeak(get(origin.address(), fields));
    }

    @Test
    void inTheUrlItIsALeak() throws Exception {
        isALeak(Caller.ask(
                door,
                "GET http://" + origin.address() + "/?t=" + PLACEHOLDER + " HTTP/1.1\r\nHost: " + origin.address()
                        + "\r\n\r\n"));
    }

    @Test
    void towardsAnotherHostItIsALeak() throws Exception {
        try (Origin other = Origin.answering(OK)) {
            serve(origin, other.address());
            isALeak(get(other.address(), "Authorization: Bearer " + PLACEHOLDER + "\r\n"));
            assertThat(other.heads).isEmpty();
            assertThat(get(other.address(), "")).as("without it").endsWith("hello");
        }
    }

    @Test
    void inTheHeadOfATunnelItIsALeak() throws Exception {
        isALeak(Caller.ask(door, "CONNECT " + origin.address() + " HTTP/1.1\r\nX: " + PLACEHOLDER + "\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 31\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n1f\r\nab"})
    void inABodyItIsALeakAndTheRestIsCutOff(String before) throws Exception {
        origin.close();
        serve(new Origin((at, socket) -> {
            InputStream in = socket.getInputStream();
            at.heads.add(Origin.head(in));
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }));
        Caller.ask(
                door,
                "POST http://" + origin.address() + "/ HTTP/1.1\r\nHost: " + origin.address() + "\r\n" + before
                        + PLACEHOLDER + "cdef");
        assertThat(row(EventType.LEAK_ATTEMPT).detail()).contains("in a body");
    }

    @Test
    void inATunnelToAnotherHostItIsALeakAlsoInTwoPieces() throws Exception {
        try (Origin other = Origin.echoing()) {
            serve(origin, other.address());
            try (Caller caller = new Caller(door)) {
                caller.send("CONNECT " + other.address() + " HTTP/1.1\r\n\r\n");
                assertThat(caller.head()).startsWith("HTTP/1.1 200 ");
                String first = "x" + PLACEHOLDER.substring(0, 7);
                assertThat(caller.send(first).read(8))
                        .as("nothing is held back")
                        .isEqualTo(first);
                caller.send(PLACEHOLDER.substring(7)).rest();
            }
            assertThat(row(EventType.LEAK_ATTEMPT).detail()).contains("a tunnel");
        }
    }

    @Test
    void whenNobodyIsSignedInNothingIsPutInAndNothingGoesOut() throws Exception {
        vault = Optional.empty();
        assertThat(get(origin.address(), "Authorization: " + PLACEHOLDER + "\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("sign in");
        assertThat(String.join("", origin.heads)).isEmpty();
    }

    @Test
    void aSecretThatWouldMakeTwoHeadersOfOneGoesNowhere() throws Exception {
        vault = Optional.of("a\r\nX-Evil: b");
        assertThat(get(origin.address(), "Authorization: " + PLACEHOLDER + "\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("control character");
        assertThat(String.join("", origin.heads)).isEmpty(); // Connected to, perhaps, and told nothing.
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nX-Echo: " + SECRET + "\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\na " + SECRET,
                "HTTP/1.1 200 OK\r\n\r\nbefore " + SECRET + " after"
            })
    void anAnswerThatHoldsItIsCutOffBeforeIt(String answer) throws Exception {
        origin.close();
        serve(Origin.answering(answer));
        assertThat(get(origin.address(), "Authorization: " + PLACEHOLDER + "\r\n"))
                .doesNotContain(SECRET)
                .doesNotContain("after");
        assertThat(row(EventType.LEAK_ATTEMPT).detail()).contains("the answer held the credential");
    }

    @Test
    void anAnswerThatBeginsLikeItComesWhole() throws Exception {
        origin.close();
        String text = "tok-8c1f0d7e-of tok-8c1f0d7e tok-";
        serve(Origin.answering("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text));
        assertThat(get(origin.address(), "Authorization: " + PLACEHOLDER + "\r\n"))
                .endsWith("\r\n\r\n" + text);
    }
}
