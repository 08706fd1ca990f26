package dev.bulkhead.tenantserver.mcp;

import static dev.bulkhead.tenantserver.mcp.LegacyTest.errorOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.tenantserver.testing.Talk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever a host sends, the lane answers in JSON-RPC and goes on. */
class HostileTest {
    private static Path workspace = Path.of(".");

    @BeforeContainer
    static void aWorkspace() throws IOException {
        workspace = Files.createTempDirectory("hostile");
    }

    @AfterContainer
    static void remove() throws IOException {
        Files.deleteIfExists(workspace);
    }

    private static final List<String> VALID = List.of(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"a\\u00e4\",\"method\":\"tools/call\",\"params\":{\"name\":\"read_file\","
                    + "\"arguments\":{\"path\":\"a/../../b\",\"tenant_id\":{\"x\":[1,2.5e3,null]}}}}",
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/list\",\"params\":{\"_meta\":"
                    + "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                    + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}");

    @Property(tries = 2000)
    void aSpoiltLineIsAnsweredOrPassedOver(
            @ForAll @IntRange(max = 3) int which,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 10_000) Integer> places,
            @ForAll @Size(min = 6, max = 6) byte[] values)
            throws IOException {
        byte[] line = VALID.get(which).getBytes(UTF_8);
        for (int i = 0; i < places.size(); i++) {
            line = changed(line, places.get(i), values[i]);
        }
        Talk talk = Talk.legacy(workspace);
        String answer = talk.sayRaw(new String(line, UTF_8).indexOf('\n') < 0 ? line : new byte[] {'{'});
        if (!answer.isEmpty()) {
            assertThat(answer).endsWith("\n");
            JsonNode message = new ObjectMapper().readTree(answer);
            assertThat(message.path("jsonrpc").asText()).isEqualTo("2.0");
            assertThat(message.has("result") ^ message.has("error")).isTrue();
        }
        assertThat(talk.sayRaw(VALID.getFirst())).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n");
    }

    private static byte[] changed(byte[] line, int place, byte value) {
        int at = place % line.length;
        if (place % 3 == 0) {
            line[at] = value;
            return line;
        }
        byte[] other = new byte[place % 3 == 1 && line.length > 1 ? line.length - 1 : line.length + 1];
        System.arraycopy(line, 0, other, 0, Math.min(at, other.length));
        if (other.length < line.length) {
            System.arraycopy(line, at + 1, other, at, line.length - at - 1);
        } else {
            other[at] = line[(at + 7) % line.length];
            System.arraycopy(line, at, other, at + 1, line.length - at);
        }
        return other;
    }

    @Example
    void halfASurrogatePairIsAnswered() throws IOException {
        Talk talk = Talk.legacy(workspace);
        assertThat(errorOf(talk.say("{'jsonrpc':'2.0','id':1,'method':'\\ud800x'}")))
                .isEqualTo(-32601);
        assertThat(errorOf(talk.say("{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'\\udc00'}}")))
                .isEqualTo(-32602);
        assertThat(errorOf(talk.say("{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{'_meta':{"
                        + "'io.modelcontextprotocol/protocolVersion':'\\ud800'}}}")))
                .isEqualTo(-32022);
        assertThat(errorOf(talk.say("{'jsonrpc':'2.0','id':1,'method':'ping','\\ud800':1}")))
                .isEqualTo(-32700);
        for (String arguments : List.of("{'path':'\\ud800'}", "{'path':'a/\\udfff/b'}", "{'path':'/\\ud800'}")) {
            assertThat(talk.call("read_file", arguments).path("isError").asBoolean())
                    .isTrue();
        }
        assertThat(talk.call("search_files", "{'query':'\\ud800'}")
                        .path("structuredContent")
                        .path("matches"))
                .isEmpty();
    }

    @Example
    void argumentsThatAreNullAreNone() throws IOException {
        Talk talk = Talk.legacy(workspace);
        assertThat(talk.call("workspace_status", "null").has("structuredContent"))
                .isTrue();
        assertThat(
                        errorOf(
                                talk.say(
                                        "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'list_files','arguments':[]}}")))
                .isEqualTo(-32602);
    }
}
