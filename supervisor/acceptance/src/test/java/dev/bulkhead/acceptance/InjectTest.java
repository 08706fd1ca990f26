package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static dev.bulkhead.acceptance.Agency.status;
import static dev.bulkhead.acceptance.Agency.type;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.process.HttpOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A credential that never enters, through the whole product: from {@code server add --inject} to the origin that gets it. */
class InjectTest {
    private static final String SECRET = "tok-5d2e9b7c-of-acme";

    @TempDir
    static Path folder;

    private static Agency agency;
    private static HttpOrigin origin;
    private static HttpOrigin other;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme", "globex");
        origin = HttpOrigin.plain();
        other = HttpOrigin.plain();
        agency.bulkhead().okWith(SECRET, "secret", "set", "acme", "crm", "--stdin");
        String script =
                Files.writeString(folder.resolve("get.py"), GetServer.PYTHON).toString();
        String named = "\"127.0.0.1:" + origin.port() + "\", \"127.0.0.1:" + other.port() + "\"";
        Files.writeString(
                agency.settings("acme"),
                Files.readString(agency.settings("acme"))
                        .replace("profile: strict", "profile: network")
                        .replace("network: { allow: [] }", "network: { allow: [" + named + "] }"));
        Await.until(
                "the change waits",
                Duration.ofSeconds(20),
                () -> !agency.bulkhead().shown("acme").path("waiting").isEmpty());
        agency.bulkhead().confirm("acme", passphrase("acme"));
        add("injected", "TOKEN=inject:crm", "--inject", "crm=127.0.0.1:" + origin.port() + ",Authorization", script);
        add("enters", "TOKEN=secret:crm", script);
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
        origin.close();
        other.close();
    }

    @Test
    void withoutANetworkThereIsNothingToPutItInto() throws Exception {
        agency.bulkhead().okWith(SECRET, "secret", "set", "globex", "crm", "--stdin");
        Result refused = agency.bulkhead()
                .runWith(
                        passphrase("globex") + "\n",
                        "server",
                        "add",
                        "globex",
                        "crm",
                        "--passphrase-stdin",
                        "--env",
                        "TOKEN=inject:crm",
                        "--inject",
                        "crm=127.0.0.1:" + origin.port() + ",Authorization",
                        "--",
                        "/usr/bin/python3",
                        folder.resolve("get.py").toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("sandbox: { profile: network }");
    }

    private static void add(String name, String env, String... rest) throws Exception {
        List<String> words =
                new ArrayList<>(List.of("server", "add", "acme", name, "--passphrase-stdin", "--env", env));
        words.addAll(List.of(rest).subList(0, rest.length - 1));
        words.addAll(List.of("--", "/usr/bin/python3", rest[rest.length - 1]));
        agency.bulkhead().okWith(passphrase("acme") + "\n", words.toArray(String[]::new));
    }

    private static String get(HostSession host, String server, HttpOrigin from) throws Exception {
        JsonNode answer = host.call(server + "__get", "url", "http://127.0.0.1:" + from.port() + "/x");
        return answer.at("/result/content/0/text").asText(answer.toString());
    }

    @Test
    void theOriginGetsTheSecretThatTheServerDoesNotHave() throws Exception {
        try (HostSession host = agency.host("acme")) {
            assertThat(get(host, "injected", origin)).isEqualTo("200 at /x");
            assertThat(origin.authorizations).containsOnly("Bearer " + SECRET);
            assertThat(environment("injected")).contains("TOKEN=bulkhead-").doesNotContain(SECRET);
            // The twin: what enters is there.
            assertThat(get(host, "enters", origin)).isEqualTo("200 at /x");
            assertThat(environment("enters")).contains("TOKEN=" + SECRET);
        }
    }

    private static String environment(String server) throws Exception {
        for (JsonNode each : agency.bulkhead().servers("acme")) {
            if (each.path("name").asText().equals(server)) {
                return Files.readString(
                        Path.of("/proc", each.path("pids").get(0).asText(), "environ"));
            }
        }
        throw new AssertionError("no server " + server);
    }

    @Test
    void towardsAnotherHostItIsALeakAttempt() throws Exception {
        try (HostSession host = agency.host("acme")) {
            assertThat(get(host, "injected", other)).contains("403", "does not belong");
        }
        assertThat(other.authorizations).isEmpty();
        assertThat(agency.audit("acme", type("leak_attempt").and(status("denied"))))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.path("detail").asText()).startsWith("injected: "));
    }

    @Test
    void theListSaysWhichEntersAndWhichDoesNot() throws Exception {
        assertThat(agency.bulkhead().ok("server", "list", "acme"))
                .contains(
                        "TOKEN=secret:crm (enters)",
                        "TOKEN=inject:crm",
                        "crm never enters: it is put into Authorization towards 127.0.0.1:" + origin.port());
    }
}
