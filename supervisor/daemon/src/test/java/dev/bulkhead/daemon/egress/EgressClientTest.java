package dev.bulkhead.daemon.egress;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.bulkhead.daemon.tenant.EventType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A client and a server that we did not write, the proxy between them: they keep connections, send chunks and wait for 100. */
class EgressClientTest extends EgressFixture {
    private static final byte[] LARGE = new byte[4 << 20];

    static {
        new Random(2).nextBytes(LARGE);
    }

    /** What will stand inside a sandbox: copies from a loopback port to the socket. */
    private static ServerSocket bridge(EgressDoor door) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Caller caller = new Caller(door);
                    Thread.ofVirtual().start(() -> up(socket, caller));
                    Thread.ofVirtual().start(() -> down(caller, socket));
                } catch (IOException e) {
                    return; // Closed with the test.
                }
            }
        });
        return server;
    }

    private static void up(Socket from, Caller to) {
        try {
            byte[] piece = new byte[8192];
            for (int read = from.getInputStream().read(piece); read >= 0; ) {
                to.send(Arrays.copyOf(piece, read));
                read = from.getInputStream().read(piece);
            }
            to.end();
        } catch (IOException e) {
            // The proxy closed first: the other direction has brought what there was.
        }
    }

    private static void down(Caller from, Socket to) {
        try (to;
                from) {
            ByteBuffer piece = ByteBuffer.allocate(8192);
            while (from.channel.read(piece.clear()) >= 0) {
                to.getOutputStream().write(piece.array(), 0, piece.position());
            }
        } catch (IOException e) {
            // The client closed first.
        }
    }

    private static HttpServer echo() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, exchange.getRequestURI().getPath().equals("/chunks") ? 0 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void whatTheySayToEachOtherArrivesWhole() throws Exception {
        HttpServer server = echo();
        String address = "127.0.0.1:" + server.getAddress().getPort();
        allow(address);
        try (ServerSocket bridge = bridge(door());
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", bridge.getLocalPort())))
                        .build()) {
            HttpRequest.Builder post = HttpRequest.newBuilder().timeout(Duration.ofSeconds(20));
            for (HttpRequest request : new HttpRequest[] {
                post.uri(URI.create("http://" + address + "/length"))
                        .POST(BodyPublishers.ofByteArray(LARGE))
                        .build(),
                post.uri(URI.create("http://" + address + "/chunks"))
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(LARGE)))
                        .build(),
                post.uri(URI.create("http://" + address + "/chunks"))
                        .expectContinue(true)
                        .POST(BodyPublishers.ofByteArray(LARGE))
                        .build()
            }) {
                HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(Arrays.equals(answer.body(), LARGE)).isTrue();
            }
            HttpRequest refused =
                    post.uri(URI.create("http://evil.example/")).GET().build();
            HttpResponse<String> answer = client.send(refused, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).startsWith("Bulkhead: evil.example:80 is not in network.allow");
            assertThat(row(EventType.EGRESS_REFUSED).detail()).startsWith("crm: evil.example:80 ");
        } finally {
            server.stop(0);
        }
    }
}
