package dev.bulkhead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others have written to speak MCP works with Bulkhead as with any server: it is launched, and lists and calls tools. */
class OfficialClientsTest {
    private static final List<String> TOOLS =
            List.of("list_files", "read_file", "write_file", "search_files", "workspace_status");
    private static final String INSPECTOR =
            "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js";

    private static Agency agency;
    private static Npm npm;

    @BeforeAll
    static void start() throws Exception {
        npm = Npm.installed();
        agency = Agency.signedInTo("acme");
    }

    @AfterAll
    static void stop() throws Exception {
        agency.close();
    }

    @Test
    void theJavaSdkListsAndCallsTools() {
        List<String> command = agency.bulkhead().host("acme").command();
        StdioClientTransport transport = new StdioClientTransport(
                ServerParameters.builder(command.getFirst())
                        .args(command.subList(1, command.size()))
                        .env(agency.bulkhead().environment())
                        .build(),
                McpJsonDefaults.getMapper());
        McpSyncClient client =
                McpClient.sync(transport).requestTimeout(Duration.ofSeconds(20)).build();
        try {
            client.initialize();
            assertThat(client.getServerInfo().name()).isEqualTo("bulkhead-acme");
            assertThat(client.listTools().tools())
                    .extracting(McpSchema.Tool::name)
                    .containsAll(TOOLS);
            client.callTool(
                    new CallToolRequest("write_file", Map.of("path", "java.txt", "content", "by the Java SDK")));
            McpSchema.CallToolResult read =
                    client.callTool(new CallToolRequest("read_file", Map.of("path", "java.txt")));
            assertThat(read.isError()).isNotEqualTo(true);
            assertThat(String.valueOf(read.structuredContent())).contains("by the Java SDK");
            assertThat(client.callTool(new CallToolRequest("read_file", Map.of("path", "../outside.txt")))
                            .isError())
                    .isTrue();
            assertThatThrownBy(() -> client.callTool(new CallToolRequest("no_such_tool", Map.of())))
                    .isInstanceOf(McpError.class)
                    .hasMessageContaining("tenant 'acme' is not authorised to call 'no_such_tool'");
            client.ping();
        } finally {
            client.closeGracefully();
        }
        assertThat(agency.workspace("acme").resolve("java.txt")).hasContent("by the Java SDK");
    }

    @Test
    void theTypeScriptSdkListsAndCallsTools() throws Exception {
        Result result = npm.run(
                agency.bulkhead().environment(),
                "client.mjs",
                agency.bulkhead().host("acme").command());
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
        JsonNode seen = Json.read(result.out());
        assertThat(seen.at("/server/name").asText()).isEqualTo("bulkhead-acme");
        assertThat(texts(seen.path("tools"))).containsAll(TOOLS);
        assertThat(seen.path("same").asBoolean()).isTrue();
        assertThat(seen.path("outside").asBoolean()).isTrue();
        assertThat(seen.path("refused").asText()).contains("tenant 'acme' is not authorised to call 'no_such_tool'");
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "auto", "modern"})
    void theInspectorListsAndCallsToolsInEachEra(String era) throws Exception {
        JsonNode list = inspect(era, "--method", "tools/list", "--strict");
        assertThat(list.path("tools"))
                .extracting(tool -> tool.path("name").asText())
                .containsAll(TOOLS);
        String path = "inspector-" + era + ".txt";
        JsonNode written = inspect(
                era,
                "--method",
                "tools/call",
                "--tool-name",
                "write_file",
                "--tool-args-json",
                Json.write(Json.object("path", path, "content", "by the inspector")));
        assertThat(written.at("/structuredContent/path").asText())
                .as(written.toString())
                .isEqualTo(path);
        assertThat(agency.workspace("acme").resolve(path)).hasContent("by the inspector");
    }

    /** Runs the inspector's command line, which writes nothing outside the test's home, and returns what it prints. */
    private static JsonNode inspect(String era, String... arguments) throws IOException {
        HostSession.Start host = agency.bulkhead().host("acme");
        Path user = Files.createDirectories(agency.bulkhead().home().resolve("user"));
        Path config = user.resolve("servers-" + era + ".json");
        Map<String, Object> server = Map.of(
                "command",
                host.command().getFirst(),
                "args",
                host.command().subList(1, host.command().size()),
                "env",
                host.environment());
        Files.writeString(config, Json.write(Json.object("mcpServers", Map.of("acme", server))));
        List<String> all = new ArrayList<>(List.of(
                "--cli", "--config", config.toString(), "--server", "acme", "--protocol-era", era, "--format", "json"));
        all.addAll(List.of(arguments));
        Map<String, String> environment = new HashMap<>(agency.bulkhead().environment());
        environment.put("HOME", user.toString());
        Result result = npm.run(environment, INSPECTOR, all);
        assertThat(result.exit()).as(result.err()).isZero();
        JsonNode printed = Json.read(result.out());
        return printed.has("result") ? printed.get("result") : printed;
    }
}
