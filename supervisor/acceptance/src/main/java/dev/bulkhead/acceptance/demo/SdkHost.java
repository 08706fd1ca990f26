package dev.bulkhead.acceptance.demo;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An AI host as hosts are: the official Java SDK's MCP client, which launches {@code bulkhead connect} over stdio. */
final class SdkHost implements AutoCloseable {
    private final McpSyncClient client;

    /**
     * Launches {@code script connect --tenant tenant} below a process of its own, timeout(1), and shakes hands: who launches holds a
     * session, and from below it nothing is approved.
     */
    SdkHost(String script, String tenant, Map<String, String> environment) {
        ServerParameters launcher = ServerParameters.builder("timeout")
                .args("--foreground", "0", script, "connect", "--tenant", tenant)
                .env(environment)
                .build();
        StdioClientTransport transport = new StdioClientTransport(launcher, McpJsonDefaults.getMapper());
        transport.setStdErrorHandler(line -> System.err.println("     (launcher) " + line));
        client = McpClient.sync(transport)
                .clientInfo(
                        McpSchema.Implementation.builder("bulkhead-demo", "1").build())
                .requestTimeout(Duration.ofSeconds(30))
                .initializationTimeout(Duration.ofSeconds(30))
                .build();
        client.initialize();
    }

    String server() {
        return client.getServerInfo().name() + " (" + client.getServerInfo().title() + ")";
    }

    List<String> tools() {
        return client.listTools().tools().stream().map(McpSchema.Tool::name).toList();
    }

    /** What a call gave. */
    record Answer(boolean refused, String text) {}

    Answer call(String tool, Map<String, Object> arguments) {
        try {
            McpSchema.CallToolResult result = client.callTool(new McpSchema.CallToolRequest(tool, arguments));
            StringBuilder text = new StringBuilder();
            for (McpSchema.Content content : result.content()) {
                text.append(content instanceof McpSchema.TextContent shown ? shown.text() : content.toString());
            }
            return new Answer(Boolean.TRUE.equals(result.isError()), text.toString());
        } catch (McpError e) {
            return new Answer(true, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        client.closeGracefully();
    }
}
