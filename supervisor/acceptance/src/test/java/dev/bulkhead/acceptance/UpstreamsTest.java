package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hosts and upstreams that come, go, crash, babble and are slow: each of them costs nobody else anything. */
class UpstreamsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int CALLS = Boolean.getBoolean("bulkhead.long") ? 2_000 : 200;

    private static Agency agency;
    private static Npm npm;

    @BeforeAll
    static void start() throws Exception {
        npm = Npm.installed();
        agency = Agency.signedInTo("acme", "globex");
        agency.addServer("acme", "broken", List.of(), npm.command("fixture/broken.mjs", List.of()));
        agency.addServer("acme", "banner", List.of(), npm.command("fixture/banner.mjs", List.of()));
        agency.addServer("acme", "dual", List.of(), Fixture.DUAL.command(npm));
        for (String tenant : List.of("acme", "globex")) {
            agency.addServer(tenant, "legacy", List.of(), Fixture.LEGACY_ONLY.command(npm));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    @Test
    void aBrokenUpstreamHidesNeitherTheOthersNorTheBuiltInTools() throws Exception {
        try (HostSession host = agency.host("acme")) {
            assertThat(host.tools()).contains("read_file", "legacy__test_echo", "dual__test_echo", "banner__test_echo");
        }
    }

    @Test
    void aBannerOnTheStdoutOfAnUpstreamDoesNoHarm() throws Exception {
        try (HostSession host = agency.host("acme")) {
            assertThat(text(host.call("banner__test_simple_text"))).startsWith("This is a simple text");
        }
    }

    @Test
    void aServerOfBothErasIsSpokenToInTheErasOfItsHosts() throws Exception {
        try (HostSession legacy = agency.host("acme");
                HostSession modern = agency.bulkhead().host("acme").open()) {
            assertThat(text(legacy.call("dual__test_era"))).isEqualTo("legacy");
            ObjectNode call = HostSession.modern("name", "dual__test_era", "arguments", Map.of());
            assertThat(text(modern.request("tools/call", call))).isEqualTo("modern");
        }
    }

    @Test
    void aCrashWithACallInFlightIsAClearErrorAndTheServerWorksAgain() throws Exception {
        try (HostSession host = agency.host("acme")) {
            JsonNode crashed = host.call("legacy__test_crash");
            assertThat(crashed.has("error") || crashed.at("/result/isError").asBoolean())
                    .as(crashed.toString())
                    .isTrue();
            assertThat(crashed.toString()).contains("legacy");
            assertThat(text(host.call("dual__test_simple_text"))).startsWith("This is a simple text");
            // Until it is started again, half a second later, a call is told so.
            Await.until(
                    "the server works again",
                    LIMIT,
                    () -> text(host.call("legacy__test_simple_text")).startsWith("This is a simple text"));
        }
    }

    @Test
    void aHostThatLeavesWithACallInFlightTakesItsUpstreamsAlongAndTheCallIsInTheAuditAsCancelled() throws Exception {
        List<Long> before = upstreams("legacy.mjs");
        HostSession host = agency.host("acme");
        try (host) {
            host.call("legacy__test_simple_text");
            host.post("tools/call", Json.object("name", "legacy__test_wait", "arguments", Map.of()));
            Await.until(
                    "the call has started",
                    LIMIT,
                    () -> !rows("tool_call_started").isEmpty());
            // Those of an earlier test's host may end meanwhile.
            assertThat(upstreams("legacy.mjs")).anyMatch(pid -> !before.contains(pid));
            host.closeStdin();
            assertThat(host.exitCode(Duration.ofSeconds(3))).isZero();
        }
        Await.until("the upstreams of the host have gone", LIMIT, () -> before.containsAll(upstreams("legacy.mjs")));
        Await.until(
                "the call has its end in the audit",
                LIMIT,
                () -> rows("tool_call").stream().anyMatch(Agency.status("cancelled")));
    }

    private static List<JsonNode> rows(String type) throws IOException {
        return agency.audit("acme", Agency.type(type).and(Agency.tool("legacy__test_wait")));
    }

    @Test
    void hostsOfOneTenantHaveUpstreamsOfTheirOwnAndOneThatLeavesTakesNoneOfAnother() throws Exception {
        try (HostSession stays = agency.host("acme")) {
            try (HostSession leaves = agency.host("acme");
                    HostSession twin = agency.host("acme")) {
                for (HostSession host : List.of(stays, leaves, twin)) {
                    assertThat(text(host.call("legacy__test_simple_text"))).startsWith("This");
                }
                assertThat(upstreams("legacy.mjs")).hasSizeGreaterThanOrEqualTo(3);
                assertThat(leaves.call("legacy__test_crash")).isNotNull();
            }
            assertThat(text(stays.call("legacy__test_simple_text"))).startsWith("This");
            try (HostSession again = agency.host("acme")) {
                assertThat(text(again.call("legacy__test_simple_text"))).startsWith("This");
            }
        }
    }

    @Test
    void aHostThatDoesNotReadSlowsNobodyElse() throws Exception {
        HostSession.Start start = agency.bulkhead().host("acme");
        Process deaf = Launch.builder(start.command(), start.environment()).start();
        try (HostSession host = agency.host("acme");
                OutputStream in = deaf.getOutputStream()) {
            in.write((INITIALIZE + "\n" + INITIALIZED + "\n").getBytes(StandardCharsets.UTF_8));
            for (int i = 1; i <= 12; i++) {
                ObjectNode call = Json.object("name", "legacy__test_bytes", "arguments", Map.of("count", 1_000_000));
                String line =
                        Json.write(Json.object("jsonrpc", "2.0", "id", i, "method", "tools/call", "params", call));
                in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
            in.flush();
            for (int i = 0; i < 20; i++) {
                assertThat(text(host.call("legacy__test_bytes", "count", 100_000)))
                        .hasSize(100_000);
            }
        } finally {
            deaf.descendants().forEach(ProcessHandle::destroyForcibly);
            deaf.destroyForcibly();
        }
    }

    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":"
            + "{\"protocolVersion\":\"2025-03-26\",\"capabilities\":{},\"clientInfo\":{\"name\":\"a\",\"version\":\"1\"}}}";
    private static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

    @Test
    void aBatchOf20250326IsAnsweredAsABatchWhereverItsCallsGo() throws Exception {
        try (HostSession host = agency.bulkhead().host("acme").open()) {
            host.send(INITIALIZE);
            JsonNode hello = host.answer(0);
            assertThat(hello.at("/result/protocolVersion").asText()).isEqualTo("2025-03-26");
            host.send(INITIALIZED);
            host.send("[" + echo(1, "legacy") + "," + echo(2, "dual")
                    + ",{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"}]");
            JsonNode batch = host.await("the batch", LIMIT, JsonNode::isArray);
            assertThat(batch).hasSize(3);
            for (JsonNode answer : batch) {
                assertThat(answer.path("id").asInt() == 3
                                || answer.at("/result/structuredContent/n").asInt()
                                        == answer.path("id").asInt())
                        .as(answer.toString())
                        .isTrue();
            }
        }
    }

    private static String echo(int id, String server) {
        ObjectNode call = Json.object("name", server + "__test_echo", "arguments", Map.of("n", id));
        return Json.write(Json.object("jsonrpc", "2.0", "id", id, "method", "tools/call", "params", call));
    }

    /** Patterns are about names in full, also where nobody has listed what a shortened one stands for. */
    @Test
    void whatIsDeniedIsDeniedUnderItsShortenedNameToo() throws Exception {
        String server = "a-server-of-a-client";
        String tool = shortened(server + "__test_multiple_content_types");
        String prompt = shortened(server + "__test_prompt_with_embedded_resource");
        agency.addServer("globex", server, List.of(), Fixture.LEGACY_ONLY.command(npm));
        agency.edit("globex", "deny: []", "deny: [\"*_content_types\", \"*_embedded_resource\"]");
        Await.until(
                "it is in force",
                LIMIT,
                () -> !agency.audit("globex", Agency.type("settings_changed")).isEmpty());
        try (HostSession host = agency.host("globex")) {
            assertThat(host.call(tool).at("/error/message").asText()).contains("not authorised", "list the tools");
            assertThat(host.request("prompts/get", Json.object("name", prompt)).toString())
                    .contains("not authorised");
            assertThat(host.tools())
                    .doesNotContain(tool)
                    .contains(shortened(server + "__test_elicitation_sep1034_defaults"));
            assertThat(host.request("prompts/list", Json.object()).toString())
                    .contains(shortened(server + "__test_prompt_with_arguments"))
                    .doesNotContain(prompt);
            for (String refused : List.of(
                    host.call(tool).toString(),
                    host.request("prompts/get", Json.object("name", prompt)).toString(),
                    host.request(
                                    "completion/complete",
                                    Json.object(
                                            "ref",
                                            Map.of("type", "ref/prompt", "name", prompt),
                                            "argument",
                                            Map.of("name", "resourceUri", "value", "x")))
                            .toString())) {
                assertThat(refused).contains("not authorised");
            }
        }
    }

    /** As the tenant server shortens it: to 64 characters with what a host puts before it. */
    private static String shortened(String full) throws Exception {
        int longest = 64 - "mcp__bulkhead-globex__".length();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(full.getBytes(StandardCharsets.UTF_8));
        return full.length() <= longest
                ? full
                : full.substring(0, longest - 9) + "_" + HexFormat.of().formatHex(hash, 0, 4);
    }

    @Test
    void whatIsReadOfUpstreamsStandsInTheAuditAsCallsDo() throws Exception {
        try (HostSession host = agency.host("acme")) {
            String uri = host.request("resources/list", Json.object())
                    .at("/result/resources/0/uri")
                    .asText();
            assertThat(host.request("resources/read", Json.object("uri", uri)).has("result"))
                    .isTrue();
            assertThat(host.request("resources/read", Json.object("uri", "none://x"))
                            .has("error"))
                    .isTrue();
            assertThat(host.request("prompts/get", Json.object("name", "legacy__test_simple_prompt"))
                            .has("result"))
                    .isTrue();
        }
        List<JsonNode> reads = agency.audit("acme", Agency.type("resource_read"));
        assertThat(reads).extracting(row -> row.path("result_status").asText()).containsExactly("success", "error");
        for (JsonNode row : reads) {
            assertThat(row.path("args_hash").asText()).startsWith("hmac-sha256:");
            assertThat(row.path("latency_ms").asDouble()).isPositive();
            assertThat(row.path("bytes_out").asLong()).isPositive();
        }
        assertThat(agency.audit("acme", Agency.type("prompt_read").and(Agency.tool("legacy__test_simple_prompt"))))
                .hasSize(1);
    }

    @Test
    void aHostThatWasInTheLobbyHearsOfEachListAndKeepsWhatItHadSubscribedTo() throws Exception {
        try (HostSession host = agency.host("globex")) {
            for (String uri : List.of("test://watched-resource", "test://static-text")) {
                host.result("resources/subscribe", Json.object("uri", uri));
            }
            host.result("resources/unsubscribe", Json.object("uri", "test://static-text"));
            agency.bulkhead().ok("sign-out", "globex");
            heardOfEachList(host);
            ObjectNode watched = Json.object("uri", "test://watched-resource");
            assertThat(host.request("resources/read", watched).at("/error/code").asInt())
                    .isEqualTo(-31002);
            agency.signIn("globex");
            heardOfEachList(host);
            assertThat(text(host.call("legacy__test_subscribed"))).isEqualTo("test://watched-resource");
        }
    }

    private static void heardOfEachList(HostSession host) {
        for (String list : List.of("tools", "prompts", "resources")) {
            host.await(list, LIMIT, HostSession.isNotification("notifications/" + list + "/list_changed"));
        }
    }

    @Test
    void answersOfUpstreamsReachTheHostThatAskedAndNoOther() throws Exception {
        List<HostSession> hosts = new ArrayList<>();
        try {
            List<Callable<Integer>> all = new ArrayList<>();
            for (String tenant : List.of("acme", "globex", "acme", "globex")) {
                HostSession host = agency.host(tenant);
                String name = tenant + "-" + hosts.size();
                hosts.add(host);
                all.add(() -> converse(host, name));
            }
            assertThat(Agency.atOnce(all)).containsOnly(CALLS);
        } finally {
            hosts.forEach(HostSession::close);
        }
    }

    /** Calls under ids that every host has; returns how many answers were right. */
    private static int converse(HostSession host, String name) throws IOException {
        int right = 0;
        for (int first = 0; first < CALLS; first += 20) {
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ids.add(host.post(
                        "tools/call",
                        Json.object("name", "legacy__test_echo", "arguments", Map.of("who", name, "n", first + i))));
            }
            for (int i = 0; i < 20; i++) {
                JsonNode echo = host.answer(ids.get(i)).at("/result/structuredContent");
                right +=
                        echo.path("who").asText().equals(name) && echo.path("n").asInt() == first + i ? 1 : 0;
            }
        }
        return right;
    }

    private static String text(JsonNode answer) {
        assertThat(answer.at("/result/content/0/text").isTextual())
                .as(answer.toString())
                .isTrue();
        return answer.at("/result/content/0/text").asText();
    }

    /** The processes below the supervisor that run {@code script}. */
    private static List<Long> upstreams(String script) throws IOException {
        List<Long> found = new ArrayList<>();
        for (long pid : Processes.descendants(agency.bulkhead().supervisorPid())) {
            if (isNode(pid, script)) {
                found.add(pid);
            }
        }
        return found;
    }

    private static boolean isNode(long pid, String script) {
        try {
            List<String> command = Processes.commandLine(pid);
            return !command.isEmpty()
                    && command.getFirst().endsWith("node")
                    && Stream.of(command.getLast()).anyMatch(last -> last.endsWith(script));
        } catch (IOException e) {
            return false; // It has gone while it was looked at.
        }
    }
}
