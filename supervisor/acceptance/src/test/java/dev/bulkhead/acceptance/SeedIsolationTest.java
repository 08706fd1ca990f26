package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.session;
import static dev.bulkhead.acceptance.Agency.status;
import static dev.bulkhead.acceptance.Agency.tool;
import static dev.bulkhead.acceptance.Agency.type;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One tenant's agent reaches nothing of another: by tool, by path, or by what it says of itself; and all of it is recorded. */
class SeedIsolationTest {
    private static final String PLAN = "the plan that only globex may read";

    private static Agency agency;

    @BeforeAll
    static void start() throws Exception {
        agency = Agency.signedInTo("acme", "globex", "initech");
        for (String tenant : List.of("acme", "globex", "initech")) {
            agency.onlyTell(tenant, "denied-burst");
        }
        Files.writeString(agency.workspace("globex").resolve("plan.txt"), PLAN);
        Files.writeString(agency.workspace("acme").resolve("own.txt"), "what acme may read");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    @Test
    void aToolThatOnlyAnotherTenantMayCallIsRefusedByNameAndRecorded() throws Exception {
        String ours = agency.token("acme", "--tools", "read_file,list_files");
        String theirs = agency.token("globex", "--tools", "search_files");
        try (HostSession acme = agency.host("acme", ours);
                HostSession globex = agency.host("globex", theirs)) {
            assertThat(acme.tools()).containsExactlyInAnyOrder("read_file", "list_files");
            assertThat(globex.tools()).containsExactly("search_files");
            JsonNode refusal = acme.call("search_files", "query", "plan");
            JsonNode answer = globex.call("search_files", "query", "plan");

            assertThat(refusal.path("error").path("message").asText())
                    .isEqualTo("tenant 'acme' is not authorised to call 'search_files'");
            assertThat(refusal.path("error").path("code").asInt())
                    .as("outside what JSON-RPC keeps")
                    .isGreaterThan(-32000);
            assertThat(acme.call("no_such_tool").path("error").path("message").asText())
                    .isEqualTo("tenant 'acme' is not authorised to call 'no_such_tool'");
            assertThat(answer.at("/result/structuredContent/matches").toString())
                    .contains("plan.txt");
            assertThat(acme.call("read_file", "path", "own.txt").toString()).contains("what acme may read");
        }
        assertThat(agency.audit("acme", tool("search_files").and(type("tool_call"))))
                .hasSize(1)
                .allMatch(status("denied"))
                .allMatch(SeedIsolationTest::isWhole);
        assertThat(agency.audit("globex", tool("search_files").and(type("tool_call"))))
                .hasSize(1)
                .allMatch(status("success"));
    }

    @Test
    void pathsOfAnotherTenantGiveNothing() throws Exception {
        Path theirs = agency.workspace("globex");
        Path ours = agency.workspace("acme");
        Files.createSymbolicLink(ours.resolve("folder-link"), theirs);
        Files.createSymbolicLink(ours.resolve("file-link"), theirs.resolve("plan.txt"));
        Files.createSymbolicLink(ours.resolve("up-link"), Path.of("../globex"));
        try (HostSession acme = agency.host("acme", agency.token("acme"));
                HostSession globex = agency.host("globex", agency.token("globex"))) {
            for (String path : List.of(
                    "../globex/plan.txt",
                    "a/../../globex/plan.txt",
                    theirs + "/plan.txt",
                    "/workspace/../globex/plan.txt",
                    "/proc/self/root/" + theirs + "/plan.txt",
                    "folder-link/plan.txt",
                    "up-link/plan.txt",
                    "file-link")) {
                assertThat(isRefused(acme.call("read_file", "path", path)))
                        .as(path)
                        .isTrue();
                assertThat(isRefused(acme.call("write_file", "path", path, "content", "overwritten")))
                        .as(path)
                        .isTrue();
            }
            assertThat(isRefused(acme.call("read_file", "path", "globex/plan.txt")))
                    .isTrue();
            for (String path : List.of("..", "../globex", theirs.toString(), "folder-link", "up-link")) {
                assertThat(acme.call("list_files", "path", path).toString())
                        .as(path)
                        .doesNotContain("plan.txt");
                assertThat(acme.call("search_files", "query", "only globex", "path", path)
                                .toString())
                        .as(path)
                        .doesNotContain(PLAN);
            }
            assertThat(acme.call("search_files", "query", "only globex").toString())
                    .doesNotContain(PLAN);
            assertThat(globex.call("read_file", "path", "plan.txt")
                            .at("/result/structuredContent/content")
                            .asText())
                    .isEqualTo(PLAN);
            assertThat(acme.call("read_file", "path", "own.txt").toString()).contains("what acme may read");
        }
        assertThat(theirs.resolve("plan.txt")).hasContent(PLAN);
    }

    private static boolean isRefused(JsonNode answer) {
        assertThat(answer.toString()).doesNotContain(PLAN);
        return answer.has("error")
                || answer.at("/result/isError").asBoolean()
                        && answer.at("/result/structuredContent").isMissingNode();
    }

    @Test
    void anotherTenantNamedInACallChangesNothing() throws Exception {
        try (HostSession acme = agency.host("acme")) {
            JsonNode written = acme.request(
                    "tools/call",
                    Json.object(
                            "name",
                            "write_file",
                            "arguments",
                            Map.of("path", "named.txt", "content", "acme wrote this", "tenant_id", "globex"),
                            "_meta",
                            Map.of("tenant_id", "globex", "resource_prefix", "globex/"),
                            "tenant_id",
                            "globex"));
            assertThat(written.has("result")).as(written.toString()).isTrue();
            JsonNode read = acme.request(
                    "tools/call",
                    Json.object(
                            "name",
                            "read_file",
                            "arguments",
                            Map.of("path", "plan.txt", "tenant_id", "globex"),
                            "_meta",
                            Map.of("tenant_id", "globex")));
            assertThat(isRefused(read)).isTrue();
        }
        assertThat(agency.workspace("acme").resolve("named.txt")).hasContent("acme wrote this");
        assertThat(agency.workspace("globex").resolve("named.txt")).doesNotExist();
        assertThat(agency.audit("acme", tool("write_file").and(type("tool_call"))))
                .anyMatch(status("success"));
        assertThat(agency.audit("globex", tool("read_file").or(tool("write_file"))))
                .allMatch(row -> row.path("tenant_id").asText().equals("globex"))
                .noneMatch(row -> row.path("bytes_in").asLong() > 400);
    }

    @Test
    void ofAHundredCallsOverThreeTenantsEachIsInItsOwnStreamAndNoneElsewhere() throws Exception {
        List<String> tenants = List.of("acme", "globex", "initech");
        List<HostSession> hosts = new ArrayList<>();
        List<String> sessions = new ArrayList<>();
        try {
            for (String tenant : tenants) {
                HostSession host = agency.host(tenant);
                hosts.add(host);
                sessions.add(host.call("workspace_status")
                        .at("/result/structuredContent/session")
                        .asText());
            }
            for (int i = 3; i < 100; i++) {
                HostSession host = hosts.get(i % 3);
                switch (i % 4) {
                    case 0 -> host.call("write_file", "path", "calls/" + i + ".txt", "content", "call " + i);
                    case 1 -> host.call("list_files", "path", "no/such/folder/" + i);
                    case 2 -> host.call("crm__delete_account", "id", i);
                    default -> host.call("search_files", "query", "call");
                }
            }
        } finally {
            hosts.forEach(HostSession::close);
        }
        int total = 0;
        for (int t = 0; t < 3; t++) {
            String tenant = tenants.get(t);
            List<JsonNode> rows = agency.bulkhead().audit(tenant);
            assertThat(rows)
                    .allMatch(row -> row.path("tenant_id").asText().equals(tenant))
                    .noneMatch(row -> sessions.contains(row.path("session_id").asText())
                            && !row.path("tool_name").isNull()
                            && !row.path("tenant_id").asText().equals(tenant));
            List<JsonNode> calls = rows.stream()
                    .filter(session(sessions.get(t)).and(type("tool_call")))
                    .toList();
            assertThat(calls).allMatch(SeedIsolationTest::isWhole);
            assertThat(calls).extracting(row -> row.path("call_id").asText()).doesNotHaveDuplicates();
            assertThat(calls.stream().filter(status("denied")))
                    .allMatch(tool("crm__delete_account"))
                    .isNotEmpty();
            assertThat(calls.stream().filter(status("error")))
                    .allMatch(tool("list_files"))
                    .isNotEmpty();
            assertThat(calls.stream().filter(status("success"))).isNotEmpty();
            for (int other = 0; other < 3; other++) {
                if (other != t) {
                    assertThat(rows).noneMatch(session(sessions.get(other)));
                }
            }
            total += calls.size();
            assertThat(agency.bulkhead().ok("audit", "verify", tenant)).contains("verified " + rows.size() + " events");
        }
        assertThat(total).isEqualTo(100);
    }

    /** The nine fields that each call's row has filled, whatever became of it. */
    private static boolean isWhole(JsonNode row) {
        return row.path("timestamp").asText().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")
                && !row.path("tenant_id").asText().isEmpty()
                && row.path("session_id").asText().startsWith("s-")
                && row.path("event_type").asText().equals("tool_call")
                && !row.path("tool_name").asText().isEmpty()
                && row.path("args_hash").asText().matches("hmac-sha256:[0-9a-f]{64}")
                && !row.path("result_status").asText().isEmpty()
                && row.path("latency_ms").isNumber()
                && row.path("peer").asText().matches("\\d+ [^/]+");
    }
}
