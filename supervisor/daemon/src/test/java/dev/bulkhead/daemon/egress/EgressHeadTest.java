package dev.bulkhead.daemon.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bulkhead.daemon.egress.ProxyRequest.Forward;
import dev.bulkhead.daemon.egress.ProxyRequest.Tunnel;
import dev.bulkhead.daemon.tenant.Destination;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The head of a request: what is read, and everything that could be read in two ways and is refused. */
class EgressHeadTest {
    private static ProxyRequest parse(String head) throws MalformedHeadException {
        return RequestParser.parse(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String get(String fields) {
        return "GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n" + fields + "\r\n";
    }

    @Test
    void theFormsOfATargetAreOneDestination() throws Exception {
        Destination a = new Destination("a.example", 443);
        assertThat(parse("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n"))
                .isEqualTo(new Tunnel(a));
        assertThat(parse("CONNECT A.Example.:443 HTTP/1.1\r\nHost: a.example\r\n\r\n"))
                .isEqualTo(new Tunnel(a));
        assertThat(parse("CONNECT a.example:443 HTTP/1.0\r\n\r\n")).isEqualTo(new Tunnel(a));
        Forward forward = (Forward) parse("GET HTTP://A.example HTTP/1.1\r\nHost: a.example:80\r\n\r\n");
        assertThat(forward.destination()).isEqualTo(new Destination("a.example", 80));
        assertThat(forward.target()).isEqualTo("/");
        assertThat(forward.head()).contains("Host: a.example\r\n");
        assertThat(parse("CONNECT [::ffff:127.0.0.1]:80 HTTP/1.1\r\n\r\n").destination())
                .isEqualTo(new Destination("127.0.0.1", 80));
        assertThat(parse("CONNECT [2001:DB8::1]:80 HTTP/1.1\r\n\r\n").destination())
                .isEqualTo(new Destination("2001:db8:0:0:0:0:0:1", 80));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT a.example HTTP/1.1\r\n\r\n",
                "CONNECT a.example:0 HTTP/1.1\r\n\r\n",
                "CONNECT a.example:65536 HTTP/1.1\r\n\r\n",
                "CONNECT a.example:443/ HTTP/1.1\r\n\r\n",
                "CONNECT u@a.example:443 HTTP/1.1\r\n\r\n",
                "CONNECT http://a.example:443 HTTP/1.1\r\n\r\n",
                "CONNECT [127.0.0.1]:443 HTTP/1.1\r\n\r\n",
                "CONNECT [fe80::1%25lo]:443 HTTP/1.1\r\n\r\n",
                "CONNECT ::1:443 HTTP/1.1\r\n\r\n",
                "CONNECT 127.1:443 HTTP/1.1\r\n\r\n",
                "CONNECT 2130706433:443 HTTP/1.1\r\n\r\n",
                "CONNECT 0x7f.0.0.1:443 HTTP/1.1\r\n\r\n",
                "CONNECT 0177.0.0.1:443 HTTP/1.1\r\n\r\n",
                "CONNECT 127.0.0.01:443 HTTP/1.1\r\n\r\n",
                "CONNECT a.0x7f000001:443 HTTP/1.1\r\n\r\n",
                "CONNECT a.example..:443 HTTP/1.1\r\n\r\n",
                "CONNECT b\u00fccher.example:443 HTTP/1.1\r\n\r\n",
                "CONNECT a.example:443 HTTP/1.1\r\nHost: b.example:443\r\n\r\n",
                "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:444\r\n\r\n",
                "CONNECT a.example:443 HTTP/1.1\r\nContent-Length: 3\r\n\r\n",
                "CONNECT a.example:443 HTTP/2.0\r\n\r\n",
                "connect a.example:443 HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n",
                "GET //a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n",
                "GET ftp://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n",
                "GET http://a.example@b.example/ HTTP/1.1\r\nHost: b.example\r\n\r\n",
                "GET http://a.example\\@b.example/ HTTP/1.1\r\nHost: b.example\r\n\r\n",
                "GET http://a.example/#x HTTP/1.1\r\nHost: a.example\r\n\r\n",
                "GET http:///x HTTP/1.1\r\nHost: a.example\r\n\r\n",
                "GET http://a.example:/ HTTP/1.1\r\nHost: a.example\r\n\r\n",
                "GET http://a.example/ HTTP/1.1\r\n\r\n",
                "GET http://a.example/ HTTP/1.1\r\nHost: b.example\r\n\r\n",
                "GET http://a.example/ HTTP/1.1\r\nHost:\r\n\r\n",
                "GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\nHost: a.example\r\n\r\n",
                "GET http://a.example/ x HTTP/1.1\r\nHost: a.example\r\n\r\n",
                "GET  http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n",
                " GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n",
                "GET http://a.example/ HTTP/1.1 \r\nHost: a.example\r\n\r\n",
                "G\u0000T http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n",
                "\r\nGET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n",
                "GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n",
                "\r\n\r\n"
            })
    void anUnclearTargetIsRefused(String head) {
        assertThatThrownBy(() -> parse(head)).isInstanceOf(MalformedHeadException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\nContent-Length: 3\r\n",
                "Content-Length: 3\r\nContent-Length: 4\r\n",
                "Content-Length: 3, 3\r\n",
                "Content-Length: +3\r\n",
                "Content-Length: -3\r\n",
                "Content-Length: 0x3\r\n",
                "Content-Length: 3 3\r\n",
                "Content-Length:\r\n",
                "Content-Length: 9999999999999999999\r\n",
                "Content-Length: \u00b2\r\n",
                "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\ncontent-length: 3\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked, identity\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding: \u000bchunked\r\n",
                "Transfer-Encoding:\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Transfer-Encoding\r\n",
                " Transfer-Encoding: chunked\r\n",
                "X: y\r\n Content-Length: 3\r\n",
                "X: y\r\n\tfolded\r\n",
                "X: y\u0000z\r\n",
                "X: y\rContent-Length: 3\r\n",
                "X: y\nContent-Length: 3\r\n",
                ": y\r\n",
                "X\u00e9: y\r\n",
                "Connection: close, Host\r\n",
                "Connection: content-length\r\nContent-Length: 3\r\n"
            })
    void anUnclearFieldIsRefused(String fields) {
        assertThatThrownBy(() -> parse(get(fields))).isInstanceOf(MalformedHeadException.class);
    }

    @Test
    void theirTwinsAreRead() throws Exception {
        assertThat(((Forward) parse(get("Content-Length: 3\r\n"))).body().length())
                .hasValue(3);
        assertThat(((Forward) parse(get("Transfer-Encoding: Chunked\r\n")))
                        .body()
                        .chunked())
                .isTrue();
        assertThat(((Forward) parse(get("X:y\tz \u00e9\r\n"))).fields())
                .containsExactly(new ProxyRequest.Field("X", "y\tz \u00e9"));
        assertThatThrownBy(() -> parse("POST http://a.example/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .isInstanceOf(MalformedHeadException.class);
    }

    /** Whatever comes: a refusal that quotes nothing of it, or a request that reads the same when it is read again. */
    @Property(tries = 3000)
    void whateverIsAcceptedSaysOneThing(@ForAll("heads") String head) {
        ProxyRequest request;
        try {
            request = parse(head);
        } catch (MalformedHeadException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("zzz");
            return;
        }
        if (request instanceof Forward forward) {
            String sent = forward.head();
            String lower = sent.toLowerCase(java.util.Locale.ROOT);
            assertThat(lower.split("\r\nhost:", -1)).hasSize(2);
            assertThat(lower.split("\r\n(content-length|transfer-encoding):", -1))
                    .hasSizeLessThanOrEqualTo(2);
            assertThat(lower).doesNotContain("\r\nproxy-").endsWith("\r\nconnection: close\r\n\r\n");
            assertThat(sent.indexOf("\r\n\r\n")).isEqualTo(sent.length() - 4);
            assertThat(sent.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
        }
        assertThat(HostNames.canonical(
                        request.destination().host(), request.destination().port()))
                .contains(request.destination());
    }

    @Provide
    Arbitrary<String> heads() {
        return Arbitraries.of(
                        "GET ",
                        "POST ",
                        "CONNECT ",
                        "http://",
                        "a.example",
                        "b.example",
                        "127.0.0.1",
                        "[::1]",
                        ":80",
                        ":443",
                        "/",
                        "?q",
                        "#f",
                        "@",
                        " HTTP/1.1",
                        " HTTP/1.0",
                        "\r\n",
                        "\r\n",
                        "\r\n",
                        "\r",
                        "\n",
                        " ",
                        "\t",
                        "\0",
                        "Host: a.example",
                        "Host: b.example",
                        "Content-Length: 3",
                        "Content-Length: 4",
                        "Transfer-Encoding: chunked",
                        "Connection: x",
                        "Proxy-Connection: zzz",
                        "X: zzz",
                        ":",
                        "%",
                        "\u00e9",
                        "GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n",
                        "CONNECT a.example:443 HTTP/1.1\r\n")
                .list()
                .ofMaxSize(16)
                .map(parts -> String.join("", parts) + "\r\n\r\n");
    }

    @Property(tries = 2000)
    void garbageIsRefused(@ForAll byte[] head) {
        assertThatThrownBy(() -> RequestParser.parse(head)).isInstanceOf(MalformedHeadException.class);
    }

    @TempDir
    Path folder;

    private byte[] received(String text) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            try (SocketChannel from = SocketChannel.open(address);
                    SocketChannel to = server.accept()) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
                while (bytes.hasRemaining()) {
                    from.write(bytes);
                }
                from.shutdownOutput();
                byte[] head = new ChannelInput(to).head();
                return head == null ? new byte[0] : head;
            }
        }
    }

    @Test
    void aHeadOf16KiBIsTheLongest() throws Exception {
        String start = get("");
        String fit = get("X: " + "x".repeat(16 * 1024 - start.length() - 5) + "\r\n");
        assertThat(fit).hasSize(16 * 1024);
        assertThat(received(fit)).hasSize(16 * 1024);
    }

    @Test
    void aLongerOneIsRefused() {
        assertThatThrownBy(() -> received(get("X: " + "x".repeat(16 * 1024) + "\r\n")))
                .isInstanceOf(MalformedHeadException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nX: a\rb\r\n\r\n", "\n", "GET / HT"})
    void aLineThatDoesNotEndInCrLfIsRefusedWhereItStands(String head) {
        assertThatThrownBy(() -> received(head)).isInstanceOf(MalformedHeadException.class);
    }

    @Test
    void theAnswersHeadSaysThatTheConnectionEnds() throws Exception {
        ResponseHead head =
                response("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\nX: y\r\n");
        assertThat(head.text())
                .isEqualTo("HTTP/1.1 200 OK\r\nX: y\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        assertThat(head.bodyLength()).isEmpty();
        assertThat(response("HTTP/1.1 204 \r\n").bodyLength()).hasValue(0);
        assertThat(response("HTTP/1.1 100 Continue\r\n").isLast()).isFalse();
        assertThatThrownBy(() -> response("HTTP/1.1 101 Switching\r\n")).isInstanceOf(MalformedHeadException.class);
        assertThatThrownBy(() -> response("ICY 200 OK\r\n")).isInstanceOf(MalformedHeadException.class);
    }

    private static ResponseHead response(String head) throws MalformedHeadException {
        return ResponseHead.read((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1), "GET");
    }
}
