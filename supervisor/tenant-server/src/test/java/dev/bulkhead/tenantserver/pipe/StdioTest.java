package dev.bulkhead.tenantserver.pipe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.tenantserver.testing.Child;
import dev.bulkhead.tenantserver.testing.Talk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Started by hand: plain MCP, as any MCP tool speaks it. */
@Timeout(60)
class StdioTest {
    @TempDir
    private Path home;

    /** Sends all lines, closes stdin, and returns what came until the server ended with 0. */
    private static List<String> answers(Path workspace, String... lines) throws Exception {
        Process process = Child.start("--stdio", workspace.toString());
        process.getOutputStream().write((String.join("\n", lines).replace('\'', '"') + "\n").getBytes(UTF_8));
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(Child.exitCode(process)).isZero();
        return out.lines().toList();
    }

    @Test
    void aLegacyHostIsServed() throws Exception {
        Path workspace = Files.createDirectory(home.resolve("Client Ä"));
        Files.writeString(workspace.resolve("a.txt"), "hello");
        List<String> answers = answers(
                workspace,
                "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'2025-11-25'}}",
                "{'jsonrpc':'2.0','method':'notifications/initialized'}",
                "{'jsonrpc':'2.0','id':1,'method':'tools/list'}",
                "{'jsonrpc':'2.0','id':2,'method':'tools/call','params':{'name':'read_file','arguments':{'path':'a.txt'}}}");
        assertThat(answers).hasSize(3);
        assertThat(answers.get(0)).contains("bulkhead-Client Ä");
        JsonNode read = new ObjectMapper().readTree(answers.get(2));
        assertThat(read.path("result").path("structuredContent").path("content").asText())
                .isEqualTo("hello");
    }

    @Test
    void aModernHostIsServed() throws Exception {
        List<String> answers = answers(
                home,
                "{'jsonrpc':'2.0','id':'d','method':'server/discover','params':{'_meta':{" + Talk.ENVELOPE + "}}}",
                "{'jsonrpc':'2.0','id':'l','method':'tools/call','params':{'name':'workspace_status','_meta':{"
                        + Talk.ENVELOPE + "}}}");
        assertThat(answers).hasSize(2).allMatch(line -> line.contains("\"resultType\":\"complete\""));
        assertThat(answers.get(1)).doesNotContain("expires");
    }

    @Test
    void wrongUsageIsSaidAndIsNoProtocol() throws Exception {
        for (List<String> arguments : List.of(
                List.of("--stdio"),
                List.of("--nosuch", "x"),
                List.of("--stdio", home.resolve("nosuch").toString()))) {
            Process process = Child.start(arguments.toArray(String[]::new));
            assertThat(process.getInputStream().readAllBytes()).isEmpty();
            assertThat(Child.exitCode(process)).isEqualTo(2);
        }
    }
}
