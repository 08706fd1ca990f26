package dev.bulkhead.daemon.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.tenant.Destination;
import dev.bulkhead.daemon.tenant.Profile;
import dev.bulkhead.daemon.tenant.TenantSettings;
import dev.bulkhead.daemon.tenant.UpstreamSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that never enter, over TLS, by the clients of each runtime in a real sandbox. */
@Timeout(180)
class InjectionTest {
    /** Of this run alone: the test looks for it all over the machine. */
    private static final String SECRET = "tok-" + java.util.UUID.randomUUID();

    /** Gets each URL of stdin with its token, and says what came, and what its environment holds. */
    private static final String NODE = """
            require('node:readline').createInterface({ input: process.stdin }).on('line', async url => {
              const environ = require('node:fs').readFileSync('/proc/self/environ', 'latin1');
              let answer;
              try {
                const got = await fetch(url, { headers: { Authorization: `Bearer ${process.env.CRM_TOKEN}` } });
                answer = `${got.status} ${await got.text()}`;
              } catch (e) {
                answer = `${e.message} ${e.cause ? e.cause.message : ''}`;
              }
              console.log(JSON.stringify({ answer, environ }));
            });
            """;

    private static final String PYTHON = """
            import json, os, sys, urllib.error, urllib.request
            for url in sys.stdin:
                request = urllib.request.Request(url.strip(), headers={"Authorization": "Bearer " + os.environ["CRM_TOKEN"]})
                try:
                    with urllib.request.urlopen(request) as got:
                        answer = f"{got.status} {got.read().decode()}"
                except urllib.error.HTTPError as e:
                    answer = f"{e.code} {e.read().decode()}"
                except Exception as e:
                    answer = str(e)
                print(json.dumps({"answer": answer, "environ": open("/proc/self/environ").read()}), flush=True)
            """;

    private static final String JAVA = """
            import java.net.URI;
            import java.net.http.*;
            import java.nio.file.*;
            public class Gets {
                public static void main(String[] args) throws Exception {
                    var in = new java.io.BufferedReader(new java.io.InputStreamReader(System.in));
                    for (String url = in.readLine(); url != null; url = in.readLine()) {
                        String answer;
                        try {
                            var got = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url))
                                    .header("Authorization", "Bearer " + System.getenv("CRM_TOKEN")).build(),
                                    HttpResponse.BodyHandlers.ofString());
                            answer = got.statusCode() + " " + got.body();
                        } catch (Exception e) {
                            answer = e + " " + e.getCause();
                        }
                        System.out.println("{\\"answer\\":\\"" + plain(answer) + "\\",\\"environ\\":\\""
                                + plain(Files.readString(Path.of("/proc/self/environ"))) + "\\"}");
                    }
                }
                private static String plain(String text) {
                    return text.replaceAll("[\\"\\\\\\\\\\\\p{Cntrl}]", " ");
                }
            }
            """;

    @TempDir
    Path temporary;

    private Desk desk;
    private HttpOrigin origin;
    private HttpOrigin other;
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();

    @BeforeEach
    void open() throws Exception {
        desk = new Desk(temporary);
        desk.may = new TenantSettings.Sandbox(Profile.NETWORK, 1L << 30, 128, 2L << 30, 4.0);
        desk.secrets.put("crm", SECRET);
        origin = HttpOrigin.secure(desk.folder.resolve("origin.pem"));
        other = HttpOrigin.secure(desk.folder.resolve("other.pem"));
        desk.allowed = List.of(at(origin), at(other));
        ticks.scheduleWithFixedDelay(desk.egress::tick, 20, 20, TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void close() {
        ticks.shutdownNow();
        desk.close();
        origin.close();
        other.close();
    }

    private static Destination at(HttpOrigin origin) {
        return new Destination("127.0.0.1", origin.port());
    }

    private ServerByHand server(List<String> command) throws Exception {
        desk.upstream(
                "crm",
                command,
                new TreeMap<>(Map.of("crm", new UpstreamSettings.Injection(at(origin), "Authorization"))),
                "CRM_TOKEN=inject:crm");
        return desk.server();
    }

    private static JsonNode ask(ServerByHand server, int lane, int line, String url) throws Exception {
        server.send(lane, url + "\n");
        ServerByHand.await(() -> server.received(lane).lines().count() == line);
        return ControlMessages.JSON.readTree(
                server.received(lane).lines().skip(line - 1).findFirst().orElseThrow());
    }

    /** The origin is trusted by the desktop, and the sandbox by way of the proxy alone. */
    private void neverEnters(List<String> command) throws Exception {
        Instant began = Instant.now().minusSeconds(1);
        Files.copy(desk.folder.resolve("origin.pem"), desk.certificates);
        ServerByHand server = server(command);
        int lane = server.start("crm", server.openSession());
        JsonNode told = ask(server, lane, 1, "https://" + at(origin) + "/accounts");
        assertThat(told.path("answer").asText()).isEqualTo("200 at /accounts");
        assertThat(origin.authorizations).containsExactly("Bearer " + SECRET);
        assertThat(told.path("environ").asText())
                .contains("CRM_TOKEN=bulkhead-")
                .doesNotContain(SECRET);
        assertThat(Places.environmentsWith(SECRET)).isEmpty();
        assertThat(Places.commandLinesWith(SECRET)).isEmpty();
        assertThat(Places.filesWith(desk.folder, SECRET, Instant.EPOCH)).isEmpty();
        assertThat(Places.filesWith(Path.of("/tmp"), SECRET, began)).isEmpty();
        assertThat(desk.audit()).doesNotContain(SECRET).doesNotContain("leak_attempt");
        // A host that is no place for it: its own TLS, by an authority that this sandbox does not know.
        assertThat(ask(server, lane, 2, "https://" + at(other) + "/")
                        .path("answer")
                        .asText())
                .doesNotContain("200 at");
        desk.secrets.clear();
        assertThat(ask(server, lane, 3, "https://" + at(origin) + "/later")
                        .path("answer")
                        .asText())
                .contains("403");
        assertThat(origin.authorizations).hasSize(1);
    }

    @Test
    void nodesFetchSendsWhatItDoesNotHave() throws Exception {
        neverEnters(List.of("node", desk.script("gets.js", NODE).toString()));
    }

    @Test
    void pythonsClientSendsWhatItDoesNotHave() throws Exception {
        neverEnters(List.of("/usr/bin/python3", desk.script("gets.py", PYTHON).toString()));
    }

    @Test
    void javasClientSendsWhatItDoesNotHave() throws Exception {
        Path classes = desk.compiled("Gets.java", JAVA);
        neverEnters(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx64m",
                "-cp",
                classes.toString(),
                "Gets"));
    }

    @Test
    void anOriginThatTheDesktopDoesNotTrustGetsNothing() throws Exception {
        Files.writeString(desk.certificates, "", StandardCharsets.UTF_8);
        ServerByHand server = server(
                List.of("/usr/bin/python3", desk.script("gets.py", PYTHON).toString()));
        int lane = server.start("crm", server.openSession());
        assertThat(ask(server, lane, 1, "https://" + at(origin) + "/accounts")
                        .path("answer")
                        .asText())
                .contains("502", "is not trusted");
        assertThat(origin.authorizations).isEmpty();
    }

    @Test
    void eachStartHasAnotherWordAndAnotherAuthorityAndBothGoWithIt() throws Exception {
        Files.copy(desk.folder.resolve("origin.pem"), desk.certificates);
        ServerByHand server = server(
                List.of("/usr/bin/python3", desk.script("gets.py", PYTHON).toString()));
        int session = server.openSession();
        int one = server.start("crm", session);
        String first = ask(server, one, 1, "https://" + at(origin) + "/")
                .path("environ")
                .asText();
        assertThat(trusts()).hasSize(2);
        server.say("stop", message -> message.put("lane", one));
        ServerByHand.await(() -> trusts().isEmpty());
        int two = server.start("crm", session);
        String second = ask(server, two, 1, "https://" + at(origin) + "/")
                .path("environ")
                .asText();
        assertThat(word(second)).isNotEqualTo(word(first));
    }

    private static String word(String environ) {
        return environ.replaceAll("(?s).*CRM_TOKEN=(bulkhead-[0-9a-f]{32}).*", "$1");
    }

    private List<Path> trusts() {
        try (var files = Files.list(desk.home.run())) {
            return files.filter(file -> file.getFileName().toString().startsWith("trust-"))
                    .toList();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
