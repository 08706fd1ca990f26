package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;
import static dev.bulkhead.acceptance.Agency.status;
import static dev.bulkhead.acceptance.Agency.type;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.daemon.process.HttpOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way out, through the whole product: what the settings name is reached by servers of every runtime, and nothing else is. */
class EgressTest {
    private static final Duration IN_FORCE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static Agency agency;
    private static HttpOrigin plain;
    private static HttpOrigin secure;
    private static HttpOrigin other;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme", "globex");
        plain = HttpOrigin.plain();
        other = HttpOrigin.plain();
        secure = HttpOrigin.secure(agency.workspace("acme").resolve("ca.pem"));
        Npm npm = Npm.installed();
        Path classes = Files.createDirectories(folder.resolve("classes"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), script("GetServer.java", GetServer.JAVA)))
                .isZero();
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        for (String tenant : List.of("acme", "globex")) {
            List<String> env = List.of("NODE_EXTRA_CA_CERTS=/workspace/ca.pem", "SSL_CERT_FILE=/workspace/ca.pem");
            agency.addServer(tenant, "node", env, List.of("/usr/bin/node", script("get.js", GetServer.NODE)));
            agency.addServer(tenant, "newer", env, List.of(npm.node(), script("get.js", GetServer.NODE)));
            agency.addServer(tenant, "python", env, List.of("/usr/bin/python3", script("get.py", GetServer.PYTHON)));
            agency.addServer(
                    tenant,
                    "java",
                    List.of(),
                    List.of(
                            java,
                            "-Xmx64m",
                            "-Djavax.net.ssl.trustStore=/workspace/ca.pem.p12",
                            "-Djavax.net.ssl.trustStorePassword=" + HttpOrigin.PASSWORD,
                            "-cp",
                            classes.toString(),
                            "GetServer"));
            agency.addServer(tenant, "other", List.of(), List.of("/usr/bin/cat"));
        }
        agency.edit("acme", "profile: strict", "profile: network");
        allow(plain, secure);
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
        for (HttpOrigin origin : List.of(plain, secure, other)) {
            origin.close();
        }
    }

    private static String script(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    /** Writes {@code network.allow} into the settings of acme, and confirms it. */
    private static void allow(HttpOrigin... origins) throws Exception {
        List<String> named = new ArrayList<>();
        for (HttpOrigin origin : origins) {
            named.add("\"127.0.0.1:" + origin.port() + "\"");
        }
        String text = Files.readString(agency.settings("acme"));
        Files.writeString(
                agency.settings("acme"),
                text.replaceAll("(?m)^network: .*$", "network: { allow: [" + String.join(", ", named) + "] }"));
        Await.until(
                "the change waits",
                IN_FORCE,
                () -> !agency.bulkhead().shown("acme").path("waiting").isEmpty());
        agency.bulkhead().confirm("acme", passphrase("acme"));
    }

    private static String get(HostSession host, String server, String url) throws Exception {
        JsonNode answer = host.call(server + "__get", "url", url);
        return answer.at("/result/content/0/text").asText(answer.toString());
    }

    private static String url(String scheme, HttpOrigin origin, String path) {
        return scheme + "://127.0.0.1:" + origin.port() + path;
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "newer", "python", "java"})
    void aServerReachesWhatTheSettingsNameAndNothingElse(String server) throws Exception {
        try (HostSession host = agency.host("acme")) {
            assertThat(get(host, server, url("http", plain, "/a"))).isEqualTo("200 at /a");
            assertThat(get(host, server, url("https", secure, "/b"))).isEqualTo("200 at /b");
            assertThat(get(host, server, url("http", other, "/c")))
                    .contains("127.0.0.1:" + other.port() + " is not in network.allow");
            assertThat(get(host, server, url("direct", plain, "/"))).doesNotContain("connected");
        }
        assertThat(other.authorizations).isEmpty();
        assertThat(agency.audit("acme", type("egress_opened")))
                .filteredOn(row -> row.path("detail").asText().startsWith(server + ": "))
                .hasSize(2);
        assertThat(agency.audit("acme", type("egress_refused").and(status("denied"))))
                .filteredOn(row -> row.path("detail").asText().startsWith(server + ": "))
                .hasSize(1);
    }

    @Test
    @Tag("long")
    void theNeighbourWhoseProfileIsStrictReachesNothing() throws Exception {
        try (HostSession host = agency.host("globex")) {
            assertThat(get(host, "python", url("http", plain, "/"))).doesNotContain("200 at");
        }
        assertThat(agency.audit("globex", type("egress_opened"))).isEmpty();
    }

    @Test
    @Tag("long")
    void whatTheSettingsNameNoMoreIsRefusedAtTheNextConnectionWithoutARestart() throws Exception {
        try (HostSession host = agency.host("acme");
                HttpOrigin later = HttpOrigin.plain()) {
            assertThat(get(host, "node", url("http", later, "/"))).contains("is not in network.allow");
            List<JsonNode> pids = pids();
            allow(plain, secure, later);
            Await.until(
                    "it is reached",
                    IN_FORCE,
                    () -> get(host, "node", url("http", later, "/d")).equals("200 at /d"));
            String named = ", \"127.0.0.1:" + later.port() + "\"";
            agency.edit("acme", named, "");
            Await.until(
                    "it is refused",
                    IN_FORCE,
                    () -> get(host, "node", url("http", later, "/")).contains("is not in network.allow"));
            assertThat(get(host, "node", url("http", plain, "/e"))).isEqualTo("200 at /e");
            assertThat(pids()).isEqualTo(pids);
        }
    }

    private static List<JsonNode> pids() throws Exception {
        List<JsonNode> pids = new ArrayList<>();
        agency.bulkhead().servers("acme").forEach(server -> pids.add(server.path("pids")));
        return pids;
    }

    @Test
    void theListSaysWhichServersHaveANetworkAndWhyOthersHaveNone() throws Exception {
        for (JsonNode server : agency.bulkhead().servers("acme")) {
            boolean isOther = server.path("name").asText().equals("other");
            assertThat(server.path("network").asText()).isEqualTo(isOther ? "none" : "proxy");
            assertThat(server.path("networkReason").asText()).contains(isOther ? "not node, python or java" : "");
        }
        for (JsonNode server : agency.bulkhead().servers("globex")) {
            assertThat(server.path("networkReason").asText()).isEqualTo("profile strict");
        }
        assertThat(agency.bulkhead().ok("server", "list", "acme"))
                .contains("network: proxy", "network: none: a program");
        assertThat(agency.bulkhead().ok("server", "list", "globex")).contains("network: none (profile strict)");
    }
}
