package dev.bulkhead.tenantserver.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.tenantserver.testing.Talk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LegacyTest {
    @TempDir
    private Path workspace;

    private static String initialize(String version) {
        return "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'" + version
                + "','capabilities':{'roots':{'listChanged':true}},'clientInfo':{'name':'host','version':'1'}}}";
    }

    @Test
    void aKnownVersionIsAnsweredAsAskedAndAnyOtherByTheLatest() throws Exception {
        for (String version : List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")) {
            JsonNode result = Talk.withAll(workspace).say(initialize(version)).path("result");
            assertThat(result.path("protocolVersion").asText()).isEqualTo(version);
        }
        for (String version : List.of("2026-07-28", "1900-01-01", "")) {
            JsonNode result = Talk.withAll(workspace).say(initialize(version)).path("result");
            assertThat(result.path("protocolVersion").asText()).isEqualTo("2025-11-25");
        }
    }

    @Test
    void initializeNamesTheTenant() throws Exception {
        JsonNode result = Talk.withAll(workspace).say(initialize("2025-11-25")).path("result");
        assertThat(result.path("serverInfo").toString())
                .isEqualTo("{\"name\":\"bulkhead-acme\",\"title\":\"Acme Corp\",\"version\":\"0.1.0\"}");
        assertThat(result.path("capabilities").toString())
                .isEqualTo("{\"tools\":{\"listChanged\":true},\"logging\":{}}");
        assertThat(result.path("instructions").asText()).contains("Acme Corp").contains("relative");
        assertThat(result.has("resultType")).isFalse();
    }

    @Test
    void theMethodsOfALegacySessionAreServed() throws Exception {
        Talk talk = Talk.legacy(workspace);
        assertThat(talk.sayRaw("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"))
                .isEmpty();
        assertThat(talk.sayRaw("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n");
        assertThat(talk.say("{'jsonrpc':'2.0','id':1,'method':'logging/setLevel','params':{'level':'info'}}")
                        .path("result")
                        .isObject())
                .isTrue();
        assertThat(errorOf(talk.say("{'jsonrpc':'2.0','id':1,'method':'logging/setLevel','params':{'level':'loud'}}")))
                .isEqualTo(-32602);
        assertThat(errorOf(talk.say("{'jsonrpc':'2.0','id':1,'method':'resources/list'}")))
                .isEqualTo(-32601);
        assertThat(errorOf(talk.say("{'jsonrpc':'2.0','id':1,'method':'server/discover'}")))
                .isEqualTo(-32602);
        assertThat(talk.say("{'jsonrpc':'2.0','method':'notifications/roots/list_changed'}")
                        .isMissingNode())
                .isTrue();
        assertThat(talk.say("{'jsonrpc':'2.0','id':9,'result':{}}").isMissingNode())
                .isTrue();
        assertThat(talk.say("{'jsonrpc':'2.0','id':null,'error':{}}").isMissingNode())
                .isTrue();
    }

    @Test
    void everyToolSaysWhatItTakesAndGives() throws Exception {
        JsonNode tools = Talk.legacy(workspace)
                .say("{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{}}")
                .path("result")
                .path("tools");
        List<String> names = new ArrayList<>();
        for (JsonNode tool : tools) {
            names.add(tool.path("name").asText());
            assertThat(tool.path("title").asText()).isNotEmpty();
            assertThat(tool.path("description").asText()).isNotEmpty().doesNotContain("  ");
            for (String schema : List.of("inputSchema", "outputSchema")) {
                assertThat(tool.path(schema).path("$schema").asText()).contains("2020-12");
                assertThat(tool.path(schema).path("type").asText()).isEqualTo("object");
                assertThat(tool.path(schema).path("additionalProperties").isBoolean())
                        .isTrue();
            }
            for (String hint : List.of("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint")) {
                assertThat(tool.path("annotations").path(hint).isBoolean()).isTrue();
            }
        }
        assertThat(names).containsExactly("list_files", "read_file", "write_file", "search_files", "workspace_status");
    }

    @Test
    void aSessionSeesAndCallsItsToolsAlone() throws Exception {
        Talk talk = new Talk(workspace, "acme/", "*_files", "workspace_status");
        talk.say(initialize("2025-11-25"));
        assertThat(names(talk)).containsExactly("list_files", "search_files", "workspace_status");
        String refused = talk.sayRaw(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read_file\"}}");
        String unknown = talk.sayRaw(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"nosuch\"}}");
        assertThat(refused).contains("-32602").isEqualTo(unknown.replace("nosuch", "read_file"));
        assertThat(talk.call("list_files", "{}").path("isError").asBoolean()).isFalse();
    }

    @Test
    void aRotationTellsOnlyWhoSeesADifference() throws Exception {
        Talk talk = Talk.legacy(workspace);
        assertThat(talk.rotate("*")).isEmpty();
        assertThat(talk.rotate("read_file"))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n");
        assertThat(names(talk)).containsExactly("read_file");
        assertThat(Talk.withAll(workspace).rotate("read_file")).isEmpty();
    }

    @Test
    void whatIsNoRequestIsRefusedByItsKind() throws Exception {
        Talk talk = Talk.legacy(workspace);
        assertThat(errorOf(talk.say("{'jsonrpc':'2.0','id':1,'method':"))).isEqualTo(-32700);
        assertThat(errorOf(talk.say("hello"))).isEqualTo(-32700);
        assertThat(errorOf(talk.say("{'jsonrpc':'2.0','id':1,'method':'ping'} {}")))
                .isEqualTo(-32700);
        assertThat(errorOf(talk.say("{'jsonrpc':'2.0','id':1,'method':'ping','x':\u0001}")))
                .isEqualTo(-32700);
        for (String invalid : List.of(
                "[{'jsonrpc':'2.0','id':1,'method':'ping'}]",
                "[]",
                "'ping'",
                "1",
                "{}",
                "{'jsonrpc':'1.0','id':1,'method':'ping'}",
                "{'jsonrpc':'2.0','id':1}",
                "{'jsonrpc':'2.0','id':1,'method':1}",
                "{'jsonrpc':'2.0','id':null,'method':'ping'}",
                "{'jsonrpc':'2.0','id':1.5,'method':'ping'}",
                "{'jsonrpc':'2.0','id':1e3,'method':'ping'}",
                "{'jsonrpc':'2.0','id':{},'method':'ping'}",
                "{'jsonrpc':'2.0','id':1,'method':'ping','params':[]}",
                "{'jsonrpc':'2.0','id':1,'id':2,'method':'ping'}",
                "{'jsonrpc':'2.0','id':1,'method':'ping','params':{'a':{'b':1,'\\u0062':2}}}")) {
            assertThat(errorOf(talk.say(invalid))).as(invalid).isEqualTo(-32600);
        }
        assertThat(talk.say("{'jsonrpc':'2.0','id':1,'method':'ping'}").has("result"))
                .isTrue();
    }

    @Test
    void onlyPlainUtf8IsRead() throws Exception {
        Talk talk = Talk.legacy(workspace);
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        assertThat(talk.sayRaw("\ufeff" + ping)).contains("-32700");
        assertThat(talk.sayRaw(ping.getBytes(java.nio.charset.StandardCharsets.UTF_16LE)))
                .contains("-32700");
        assertThat(talk.sayRaw(ping.getBytes(java.nio.charset.StandardCharsets.UTF_16BE)))
                .contains("-32700");
        byte[] broken = ping.replace("ping", "pi?g").getBytes(UTF_8);
        broken[ping.indexOf("ping") + 2] = (byte) 0xc3;
        assertThat(talk.sayRaw(broken)).contains("-32700");
        assertThat(talk.sayRaw(" \t" + ping + "\r")).contains("\"result\"");
        assertThat(talk.sayRaw("  \r")).isEmpty();
    }

    @Test
    void deepNestingIsRefusedAndModerateNestingIsNot() throws Exception {
        Talk talk = Talk.legacy(workspace);
        assertThat(errorOf(talk.say("[".repeat(10_000)))).isEqualTo(-32600);
        assertThat(errorOf(talk.say("{'a':".repeat(10_000)))).isEqualTo(-32600);
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        assertThat(errorOf(talk.say("{'jsonrpc':'2.0','id':1,'method':'ping','params':{'x':" + deep + "}}")))
                .isEqualTo(-32600);
        String moderate = "[".repeat(400) + "]".repeat(400);
        assertThat(talk.say("{'jsonrpc':'2.0','id':1,'method':'ping','params':{'x':" + moderate + "}}")
                        .has("result"))
                .isTrue();
    }

    /** A host that gets no answer of its id waits for ever. */
    @Test
    void aKeyRepeatedAnywhereIsRefusedByTheIdOfItsRequest() throws Exception {
        Talk talk = Talk.legacy(workspace);
        for (String id : List.of("7", "'a\\u0041'")) {
            JsonNode answer = talk.say("{'jsonrpc':'2.0','method':'tools/call','params':{'name':'list_files',"
                    + "'arguments':{'path':'.','path':'.'}},'id':" + id + "}");
            assertThat(errorOf(answer)).isEqualTo(-32600);
            assertThat(answer.path("id").asText()).isEqualTo(id.equals("7") ? "7" : "aA");
        }
        assertThat(talk.sayRaw("{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":{\"a\":{\"b\":1,\"b\":1}}}"))
                .isEmpty();
    }

    private static List<String> names(Talk talk) throws Exception {
        List<String> names = new ArrayList<>();
        for (JsonNode tool : talk.say("{'jsonrpc':'2.0','id':1,'method':'tools/list'}")
                .path("result")
                .path("tools")) {
            names.add(tool.path("name").asText());
        }
        return names;
    }

    static int errorOf(JsonNode answer) {
        return answer.path("error").path("code").asInt();
    }
}
