package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.daemon.tenant.EventType;
import dev.bulkhead.daemon.tenant.Profile;
import dev.bulkhead.daemon.tenant.TenantSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs of each runtime in a sandbox with a way out: what they reach by their own clients of HTTP, and what they do not. */
@Timeout(180)
class WayOutTest {
    /** Reads URLs from stdin, a line each, and says for each what each client got of it. */
    private static final String NODE = """
            const http = require('node:http'), https = require('node:https');
            const get = (url, options) => new Promise((resolve, reject) =>
              (url.startsWith('https') ? https : http).get(url, options, answer => {
                let text = '';
                answer.on('data', part => text += part).on('end', () => resolve(`${answer.statusCode} ${text}`));
              }).on('error', reject));
            const clients = {
              fetch: async url => { const answer = await fetch(url); return `${answer.status} ${await answer.text()}`; },
              get: url => get(url, {}),
              agent: url => get(url, {agent: url.startsWith('https') ? new https.Agent({keepAlive: true}) : new http.Agent({keepAlive: true})}),
              child: async url => require('node:child_process').execFileSync(process.execPath,
                ['-e', `fetch('${url}').then(async answer => console.log(answer.status, await answer.text()))`], {stdio: ['ignore', 'pipe', 'pipe']})
                .toString().trim(),
              direct: url => new Promise((resolve, reject) => require('node:net').connect(Number(new URL(url).port), '127.0.0.1')
                .on('connect', () => resolve('connected')).on('error', reject)),
            };
            require('node:readline').createInterface({input: process.stdin}).on('line', async url => {
              const told = {};
              for (const [name, client] of Object.entries(clients)) {
                try { told[name] = await client(url); } catch (e) { told[name] = `${e.message} ${e.cause ? e.cause.message : ''}`; }
              }
              console.log(JSON.stringify(told));
            });
            """;

    private static final String PYTHON = """
            import json, socket, subprocess, sys, urllib.error, urllib.parse, urllib.request
            def get(url):
                try:
                    with urllib.request.urlopen(url) as answer:
                        return f"{answer.status} {answer.read().decode()}"
                except urllib.error.HTTPError as e:
                    return f"{e.code} {e.read().decode()}"
            if len(sys.argv) > 1:
                print(get(sys.argv[1]))
                sys.exit()
            clients = {
                "urllib": get,
                "child": lambda url: subprocess.run([sys.executable, __file__, url], capture_output=True, text=True).stdout.strip(),
                "direct": lambda url: socket.create_connection(("127.0.0.1", urllib.parse.urlparse(url).port), 1) and "connected",
            }
            for url in sys.stdin:
                told = {}
                for name, client in clients.items():
                    try:
                        told[name] = client(url.strip())
                    except Exception as e:
                        told[name] = str(e)
                print(json.dumps(told), flush=True)
            """;

    private static final String JAVA = """
            import java.net.*;
            import java.net.http.*;
            public class Gets {
                interface Client { String get(URI url) throws Exception; }
                public static void main(String[] args) throws Exception {
                    HttpClient http = HttpClient.newHttpClient();
                    Client client = url -> {
                        HttpResponse<String> answer =
                                http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
                        return answer.statusCode() + " " + answer.body();
                    };
                    Client connection = url -> {
                        HttpURLConnection answer = (HttpURLConnection) url.toURL().openConnection();
                        try (var in = answer.getResponseCode() < 400 ? answer.getInputStream() : answer.getErrorStream()) {
                            return answer.getResponseCode() + " " + new String(in.readAllBytes());
                        }
                    };
                    Client direct = url -> { new Socket("127.0.0.1", url.getPort()).close(); return "connected"; };
                    var in = new java.io.BufferedReader(new java.io.InputStreamReader(System.in));
                    for (String url = in.readLine(); url != null; url = in.readLine()) {
                        System.out.println("{\\"client\\":\\"" + say(client, url) + "\\",\\"connection\\":\\"" + say(connection, url)
                                + "\\",\\"direct\\":\\"" + say(direct, url) + "\\"}");
                    }
                }
                private static String say(Client client, String url) {
                    String said;
                    try {
                        said = client.get(URI.create(url));
                    } catch (Exception e) {
                        said = e + " " + e.getCause();
                    }
                    return said.replace('"', '\\'').replace('\\n', ' ').replace('\\r', ' ');
                }
            }
            """;

    @TempDir
    Path temporary;

    private Desk desk;
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
    private int lines;

    @BeforeEach
    void open() throws Exception {
        desk = new Desk(temporary);
        desk.may = new TenantSettings.Sandbox(Profile.NETWORK, 1L << 30, 128, 2L << 30, 4.0);
        ticks.scheduleWithFixedDelay(desk.egress::tick, 20, 20, TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void close() {
        ticks.shutdownNow();
        desk.close();
    }

    private static Destination local(HttpOrigin origin) {
        return new Destination("127.0.0.1", origin.port());
    }

    private JsonNode ask(ServerByHand server, int lane, String url) throws Exception {
        server.send(lane, url + "\n");
        lines++;
        ServerByHand.await(() -> server.received(lane).lines().count() == lines);
        return ControlMessages.JSON.readTree(
                server.received(lane).lines().skip(lines - 1).findFirst().orElseThrow());
    }

    /** What every runtime must hold: {@code clients} are those that the way out is meant for. */
    private void holds(List<String> command, Path certificate, List<String> clients, String... env) throws Exception {
        try (HttpOrigin plain = HttpOrigin.plain();
                HttpOrigin secure = HttpOrigin.secure(certificate);
                HttpOrigin other = HttpOrigin.plain()) {
            desk.allowed = List.of(local(plain), local(secure));
            desk.upstream("gets", command, env);
            ServerByHand server = desk.server();
            int lane = server.start("gets", server.openSession());
            JsonNode overTls = ask(server, lane, "https://" + local(secure) + "/secret/path");
            JsonNode told = ask(server, lane, "http://" + local(plain) + "/path");
            JsonNode refused = ask(server, lane, "http://" + local(other) + "/");
            for (String client : clients) {
                assertThat(overTls.path(client).asText()).as(client).isEqualTo("200 at /secret/path");
                assertThat(told.path(client).asText()).as(client).isEqualTo("200 at /path");
                assertThat(refused.path(client).asText())
                        .as(client)
                        .contains(local(other) + " is not in network.allow")
                        .doesNotContain("200 at");
            }
            for (JsonNode each : List.of(overTls, told, refused)) {
                assertThat(each.path("direct").asText()).doesNotContain("connected");
            }
            assertThat(other.authorizations).isEmpty();
            ServerByHand.await(() -> rows(EventType.EGRESS_OPENED) == 2 * clients.size());
            assertThat(rows(EventType.EGRESS_REFUSED)).isEqualTo(clients.size());
            assertThat(desk.audit())
                    .contains("gets: " + local(secure), "gets: " + local(other) + " is not in network.allow")
                    .doesNotContain("/path");
            // As they are now, without a restart.
            desk.allowed = List.of(local(other));
            assertThat(ask(server, lane, "http://" + local(other) + "/later")
                            .path(clients.getFirst())
                            .asText())
                    .isEqualTo("200 at /later");
            assertThat(ask(server, lane, "http://" + local(plain) + "/later")
                            .path(clients.getFirst())
                            .asText())
                    .contains("is not in network.allow");
        }
    }

    private long rows(EventType type) {
        return desk.events.stream().filter(event -> event.type() == type).count();
    }

    @Test
    void nodesClientsReachWhatTheSettingsNameAndNothingElse() throws Exception {
        holds(
                List.of("node", desk.script("gets.js", NODE).toString()),
                desk.workspace.resolve("ca.pem"),
                List.of("fetch", "get", "agent", "child"),
                "NODE_EXTRA_CA_CERTS=/workspace/ca.pem",
                "NODE_OPTIONS=--no-warnings");
    }

    @Test
    void pythonsClientsReachWhatTheSettingsNameAndNothingElse() throws Exception {
        holds(
                List.of("/usr/bin/python3", desk.script("gets.py", PYTHON).toString()),
                desk.workspace.resolve("ca.pem"),
                List.of("urllib", "child"),
                "SSL_CERT_FILE=/workspace/ca.pem",
                "PYTHONPATH=/workspace/nothing");
    }

    @Test
    void javasClientsReachWhatTheSettingsNameAndNothingElse() throws Exception {
        Path classes = desk.compiled("Gets.java", JAVA);
        holds(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx64m",
                        "-Djavax.net.ssl.trustStore=/workspace/ca.pem.p12",
                        "-Djavax.net.ssl.trustStorePassword=" + HttpOrigin.PASSWORD,
                        "-cp",
                        classes.toString(),
                        "Gets"),
                desk.workspace.resolve("ca.pem"),
                List.of("client", "connection"));
    }

    @Test
    void aWayOutGoesWithItsSandboxAndIsNotItsNeighbours() throws Exception {
        try (HttpOrigin origin = HttpOrigin.plain()) {
            desk.allowed = List.of(local(origin));
            List<String> command =
                    List.of("/usr/bin/python3", desk.script("gets.py", PYTHON).toString());
            desk.upstream("one", command);
            desk.upstream("two", command);
            ServerByHand server = desk.server();
            int session = server.openSession();
            int one = server.start("one", session);
            server.start("two", session);
            assertThat(sockets()).hasSize(2);
            ask(server, one, "http://" + local(origin) + "/");
            assertThat(desk.audit()).contains("egress_opened: one: ").doesNotContain("egress_opened: two: ");
            server.say("stop", message -> message.put("lane", one));
            ServerByHand.await(() -> sockets().size() == 1);
        }
    }

    @Test
    void underTheProfileStrictThereIsNoWayOut() throws Exception {
        try (HttpOrigin origin = HttpOrigin.plain()) {
            desk.may = new TenantSettings.Sandbox(Profile.STRICT, 1L << 28, 128, 2L << 30, 1.0);
            desk.upstream(
                    "gets",
                    List.of("/usr/bin/python3", desk.script("gets.py", PYTHON).toString()));
            ServerByHand server = desk.server();
            JsonNode told = ask(server, server.start("gets", server.openSession()), "http://" + local(origin) + "/");
            assertThat(told.path("urllib").asText()).contains("refused");
            assertThat(sockets()).isEmpty();
            assertThat(origin.authorizations).isEmpty();
        }
    }

    private List<Path> sockets() {
        List<Path> sockets = new ArrayList<>();
        try (var found =
                java.nio.file.Files.newDirectoryStream(desk.home.socket().resolveSibling("."), "e*.sock")) {
            found.forEach(sockets::add);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        return sockets;
    }
}
