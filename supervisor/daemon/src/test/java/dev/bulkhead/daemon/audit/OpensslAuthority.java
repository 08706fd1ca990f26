package dev.bulkhead.daemon.audit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A time-stamping authority of its own: the real {@code openssl ts} behind a small HTTP server, below a root that it makes. */
final class OpensslAuthority implements AutoCloseable {
    private static final String EXTENSIONS = """
            [ca]
            basicConstraints = critical,CA:TRUE
            keyUsage = critical,keyCertSign
            [tsa]
            basicConstraints = critical,CA:FALSE
            keyUsage = critical,digitalSignature
            extendedKeyUsage = critical,timeStamping
            [web]
            extendedKeyUsage = critical,serverAuth
            [tsa_config]
            serial = %1$s/serial
            signer_cert = %1$s/tsa.pem
            signer_key = %1$s/tsa.key
            signer_digest = sha256
            default_policy = 1.2.3.4.1
            digests = sha256
            accuracy = secs:1
            """;

    private final Path folder;
    private final HttpServer server;

    /** What it does with a query; tests exchange it. */
    interface Answer {
        byte[] to(byte[] query) throws Exception;
    }

    volatile Answer answer = this::stamp;

    /** @param use {@code tsa} for an authority, {@code web} for a certificate that may not stamp times */
    OpensslAuthority(Path folder, String use) throws Exception {
        this.folder = Files.createDirectories(folder);
        Files.writeString(folder.resolve("config"), EXTENSIONS.formatted(folder));
        Files.writeString(folder.resolve("serial"), "01\n");
        String[] key = {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"};
        run(
                List.of("req", "-x509"),
                key,
                "-keyout",
                "ca.key",
                "-out",
                "root.pem",
                "-subj",
                "/CN=Test Root " + use,
                "-days",
                "3650",
                "-config",
                "config",
                "-extensions",
                "ca");
        run(
                List.of("req", "-new"),
                key,
                "-keyout",
                "tsa.key",
                "-out",
                "tsa.csr",
                "-subj",
                "/CN=Test Time",
                "-config",
                "config");
        run(
                List.of("x509", "-req"),
                new String[0],
                "-in",
                "tsa.csr",
                "-CA",
                "root.pem",
                "-CAkey",
                "ca.key",
                "-out",
                "tsa.pem",
                "-days",
                "3650",
                "-extfile",
                "config",
                "-extensions",
                use,
                "-CAcreateserial");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/tsr");
    }

    Path root() {
        return folder.resolve("root.pem");
    }

    byte[] stamp(byte[] query) throws Exception {
        Path in = folder.resolve("query");
        Files.write(in, query);
        run(
                List.of("ts", "-reply"),
                new String[0],
                "-config",
                "config",
                "-section",
                "tsa_config",
                "-queryfile",
                "query",
                "-out",
                "reply");
        return Files.readAllBytes(folder.resolve("reply"));
    }

    /** Returns what {@code openssl ts -verify} says of it. */
    String verified(Path note, Path response) throws Exception {
        return run(
                List.of("ts", "-verify"),
                new String[0],
                "-data",
                note.toString(),
                "-in",
                response.toString(),
                "-CAfile",
                root().toString());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] reply = reply(exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().add("Content-Type", "application/timestamp-reply");
            exchange.sendResponseHeaders(reply.length == 0 ? 500 : 200, reply.length == 0 ? -1 : reply.length);
            exchange.getResponseBody().write(reply);
        }
    }

    /** Returns nothing where it fails. */
    private byte[] reply(byte[] query) {
        try {
            return answer.to(query);
        } catch (Exception e) {
            return new byte[0];
        }
    }

    private String run(List<String> command, String[] key, String... rest) throws Exception {
        List<String> all = new ArrayList<>(List.of("openssl"));
        all.addAll(command);
        all.addAll(List.of(key));
        all.addAll(List.of(rest));
        Process process = new ProcessBuilder(all)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(all + ": " + output);
        }
        return output;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
