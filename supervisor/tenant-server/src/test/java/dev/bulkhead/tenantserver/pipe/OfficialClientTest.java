package dev.bulkhead.tenantserver.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bulkhead.tenantserver.testing.Child;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The official Java client as a peer that we did not write: it checks every structured result against its schema. */
@Timeout(60)
class OfficialClientTest {
    @TempDir
    private Path workspace;

    @Test
    void itUsesEveryTool() throws Exception {
        List<String> command = Child.command("--stdio", workspace.toString());
        ServerParameters server = ServerParameters.builder(command.getFirst())
                .args(command.subList(1, command.size()))
                .build();
        StdioClientTransport transport = new StdioClientTransport(server, McpJsonDefaults.getMapper());
        try (McpSyncClient client = McpClient.sync(transport)
                .requestTimeout(Duration.ofSeconds(20))
                .enableCallToolSchemaCaching(true)
                .build()) {
            assertThat(client.initialize().serverInfo().name()).isEqualTo("bulkhead-" + workspace.getFileName());
            client.ping();
            client.setLoggingLevel(McpSchema.LoggingLevel.INFO);
            assertThat(client.listTools().tools()).hasSize(5);
            done(client, "write_file", Map.of("path", "a/b.txt", "content", "héllo\nwörld"));
            Files.write(workspace.resolve("bin"), new byte[] {(byte) 0xff, 0});
            Files.createSymbolicLink(workspace.resolve("link"), Path.of("bin"));
            done(client, "read_file", Map.of("path", "a/b.txt"));
            done(client, "read_file", Map.of("path", "bin"));
            done(client, "list_files", Map.of("recursive", true));
            done(client, "search_files", Map.of("query", "WÖRLD"));
            done(client, "workspace_status", Map.of());
            assertThat(client.callTool(new McpSchema.CallToolRequest("read_file", Map.of("path", "../x")))
                            .isError())
                    .isTrue();
        }
    }

    private static void done(McpSyncClient client, String tool, Map<String, Object> arguments) {
        McpSchema.CallToolResult result = client.callTool(new McpSchema.CallToolRequest(tool, arguments));
        assertThat(result.isError()).as(result.toString()).isNotEqualTo(true);
        assertThat(result.structuredContent()).isNotNull();
    }
}
