package dev.bulkhead.acceptance;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A real Keycloak of a folder that {@code ./bulkhead test --keycloak} has unpacked, with the realms of {@code src/test/keycloak}. */
final class Keycloak implements AutoCloseable {
    /** Its first start builds itself, which takes minutes on a machine that does other things too. */
    private static final Duration START = Duration.ofMinutes(10);

    private final Process process;
    private final int port;

    private Keycloak(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Keycloak start(Path folder) throws IOException {
        Path imported = folder.resolve("data/import");
        Files.createDirectories(imported);
        try (Stream<Path> realms = Files.list(Path.of("src/test/keycloak"))) {
            for (Path realm : realms.toList()) {
                Files.write(imported.resolve(realm.getFileName().toString()), Files.readAllBytes(realm));
            }
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Map<String, String> environment = new TreeMap<>(System.getenv());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("JAVA_OPTS_KC_HEAP", "-Xmx384m");
        Process process = Launch.builder(
                        List.of(
                                "sh",
                                folder.resolve("bin/kc.sh").toString(),
                                "start-dev",
                                "--http-host=127.0.0.1",
                                "--http-port=" + port,
                                "--import-realm"),
                        environment)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keycloak.log").toFile())
                .start();
        Keycloak keycloak = new Keycloak(process, port);
        try {
            Await.until("Keycloak serves", START, keycloak::serves);
        } catch (AssertionError e) {
            keycloak.close();
            throw e;
        }
        return keycloak;
    }

    private boolean serves() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("Keycloak has ended: see keycloak.log in its folder");
        }
        URI page = URI.create(issuer("globex") + "/.well-known/openid-configuration");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            LockSupport.parkNanos(500_000_000L);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    String issuer(String realm) {
        return "http://127.0.0.1:" + port + "/realms/" + realm;
    }

    /** The script starts a Java of its own, which must not stay behind. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
