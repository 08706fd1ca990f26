package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A web server of the desktop's, plain or with a certificate of its own; answers with the path, and keeps what it was told. */
public final class HttpOrigin implements AutoCloseable {
    public static final String PASSWORD = "changeit";

    public final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private HttpOrigin(HttpServer server) {
        this.server = server;
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.getRequestBody().readAllBytes();
            byte[] answer = ("at " + exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    public static HttpOrigin plain() throws IOException {
        return new HttpOrigin(HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 50));
    }

    /** With a certificate for {@code 127.0.0.1}, which is written to {@code certificate} as PEM and beside it as {@code .p12}. */
    public static HttpOrigin secure(Path certificate)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path store = Files.createTempDirectory("origin").resolve("origin.p12");
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=origin", "-ext", "san=ip:127.0.0.1", "-keystore", store);
        keytool("-exportcert", "-rfc", "-file", certificate, "-keystore", store);
        Path trust = certificate.resolveSibling(certificate.getFileName() + ".p12");
        keytool("-importcert", "-noprompt", "-file", certificate, "-keystore", trust);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new HttpOrigin(server);
    }

    private static void keytool(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                "origin"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
