package dev.bulkhead.tenantserver.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bulkhead.tenantserver.testing.FakeUpstreams;
import dev.bulkhead.tenantserver.testing.Talk;
import dev.bulkhead.tenantserver.upstream.VirtualTimers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several upstreams as one server, for a legacy host. */
@Timeout(30)
class GatewayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CALL =
            "{'jsonrpc':'2.0','id':7,'method':'tools/call','params':{'name':'%s','arguments':{}}}";

    @TempDir
    Path workspace;

    private final FakeUpstreams upstreams = new FakeUpstreams()
            .with("crm")
            .with("files")
            .answering("crm", "tools/list", "'result':{'tools':[{'name':'send','n':1.0},{'name':'list'}]}")
            .answering("files", "tools/list", "'result':{'tools':[{'name':'send'}]}");
    private int reads = 100;
    private Talk talk = new Talk(Path.of("/"), "acme/", "*");

    @BeforeEach
    void aLegacyHost() throws IOException {
        talk = new Talk(workspace, "acme/", upstreams, "*");
        talk.say("{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'2025-06-18','x':1.0}}");
    }

    private List<String> names(String list, String key) throws IOException {
        JsonNode result =
                talk.say("{'jsonrpc':'2.0','id':1,'method':'" + list + "'}").path("result");
        List<String> names = new ArrayList<>();
        result.elements().next().forEach(item -> names.add(item.path(key).asText()));
        return names;
    }

    @Test
    void toolsStandUnderTheirServersNameInTheOrderOfNames() throws IOException {
        assertThat(names("tools/list", "name")).endsWith("crm__send", "crm__list", "files__send");
        assertThat(upstreams.announced).contains("crm__send", "crm__list", "files__send");
        assertThat(talk.sayRaw("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}"))
                .contains("{\"name\":\"crm__send\",\"n\":1.0}");
    }

    @Test
    void theSupervisorHearsWhichToolsSayThatTheyChangeNothingAsTheyWereLastListed() throws IOException {
        upstreams.answering(
                "crm",
                "tools/list",
                "'result':{'tools':[{'name':'send','annotations':{'readOnlyHint':false}},"
                        + "{'name':'list','annotations':{'readOnlyHint':true}},"
                        + "{'name':'say','annotations':{'readOnlyHint':'true'}}]}");
        names("tools/list", "name");
        assertThat(upstreams.reading).containsExactly("crm__list");
        upstreams.answering("crm", "tools/list", "'result':{'tools':[{'name':'send'},{'name':'list'}]}");
        names("tools/list", "name");
        assertThat(upstreams.reading).isEmpty();
    }

    @Test
    void anUpstreamIsToldWhatTheHostSaidOfItself() throws IOException {
        names("tools/list", "name");
        assertThat(upstreams.port("crm").host)
                .isInstanceOfSatisfying(
                        dev.bulkhead.tenantserver.upstream.HostSide.Legacy.class,
                        legacy -> assertThat(new String(legacy.params(), java.nio.charset.StandardCharsets.UTF_8))
                                .isEqualTo("{\"protocolVersion\":\"2025-06-18\",\"x\":1.0}"));
    }

    @Test
    void aCallGoesOnByteForByteUnderTheToolsOwnName() throws IOException {
        talk.sayRaw("{ \"id\" :7,\"method\":\"tools/call\",\"params\":{\"arguments\":{\"a\":1.0,\"b\":"
                + "123456789012345678901234567890},\"name\":\"crm\\u005f_send\"},\"jsonrpc\":\"2.0\"}");
        assertThat(upstreams.port("crm").received.getLast())
                .isEqualTo("{ \"id\" :7,\"method\":\"tools/call\",\"params\":{\"arguments\":{\"a\":1.0,\"b\":"
                        + "123456789012345678901234567890},\"name\":\"send\"},\"jsonrpc\":\"2.0\"}");
        upstreams.port("crm").says("{'result': {'content':[],'big':1e400},'jsonrpc':'2.0','id':7}");
        assertThat(talk.said())
                .containsExactly("{\"result\": {\"content\":[],\"big\":1e400},\"jsonrpc\":\"2.0\",\"id\":7}");
    }

    @Test
    void whatIsNotThereAndWhatIsNotAllowedAreRefusedInTheSameWords() throws IOException {
        JsonNode unknown = talk.say(CALL.formatted("crm__steal"));
        assertThat(unknown.at("/error/code").asInt()).isEqualTo(-31001);
        assertThat(unknown.at("/error/message").asText())
                .isEqualTo("tenant 'acme' is not authorised to call 'crm__steal'");
        talk = new Talk(workspace, "acme/", upstreams, "files__*");
        talk.say("{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'2025-11-25'}}");
        JsonNode refused = talk.say(CALL.formatted("crm__send"));
        assertThat(refused.at("/error/message").asText())
                .isEqualTo("tenant 'acme' is not authorised to call 'crm__send'");
        assertThat(names("tools/list", "name")).containsExactly("files__send");
    }

    @Test
    void anAnswerToWhatAnotherWasAskedReachesNobody() throws IOException {
        talk.say(CALL.formatted("crm__send"));
        names("tools/list", "name");
        talk.sayRaw("");
        upstreams.port("files").says("{'jsonrpc':'2.0','id':7,'result':{'content':[]}}");
        upstreams.port("files").says("{'jsonrpc':'2.0','id':'bulkhead/1','result':{'tools':[]}}");
        assertThat(talk.said()).isEmpty();
        upstreams.port("crm").says("{'jsonrpc':'2.0','id':7,'result':{'content':[]}}");
        assertThat(talk.said()).hasSize(1);
    }

    @Test
    void aHostsAnswerThatCannotBeReadIsAnErrorToTheUpstreamThatAsked() throws IOException {
        names("tools/list", "name");
        talk.sayRaw("");
        upstreams.port("crm").says("{'jsonrpc':'2.0','id':5,'method':'elicitation/create','params':{}}");
        String id = JSON.readTree(talk.said().get(0)).path("id").asText();
        talk.sayRaw("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"result\":{\"content\":{\"a\":1,\"a\":2}}}");
        assertThat(upstreams.port("crm").last().path("id").asInt()).isEqualTo(5);
        assertThat(upstreams.port("crm").last().at("/error/message").asText()).contains("cannot be used");
    }

    @Test
    void requestsOfTwoUpstreamsWithOneIdDoNotMeet() throws IOException {
        names("tools/list", "name");
        talk.sayRaw("");
        upstreams
                .port("crm")
                .says("{'jsonrpc':'2.0','id':0,'method':'roots/list','params':{'_meta':{'progressToken':0}}}");
        upstreams.port("files").says("{'method':'sampling/createMessage','params':{},'jsonrpc':'2.0','id':0}");
        List<String> asked = talk.said();
        String first = JSON.readTree(asked.get(0)).path("id").asText();
        String second = JSON.readTree(asked.get(1)).path("id").asText();
        String token =
                JSON.readTree(asked.get(0)).at("/params/_meta/progressToken").asText();
        assertThat(first).isNotEqualTo(second);
        talk.say("{'jsonrpc':'2.0','method':'notifications/progress','params':{'progressToken':'" + token
                + "','progress':1}}");
        assertThat(upstreams.port("crm").last().at("/params/progressToken").isInt())
                .isTrue();
        talk.say("{'jsonrpc':'2.0','id':'" + second + "','result':{'role':'user'}}");
        assertThat(upstreams.port("files").received.getLast())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"role\":\"user\"}}");
        int before = upstreams.port("crm").received.size();
        talk.say("{'jsonrpc':'2.0','id':'" + second + "','result':{}}");
        assertThat(upstreams.port("crm").received).hasSize(before);
    }

    @Test
    void pagesOfAllAreOnePage() throws IOException {
        upstreams
                .answering("crm", "prompts/list", "'result':{'prompts':[{'name':'a'}],'nextCursor':'x'}")
                .answering("crm", "prompts/list x", "'result':{'prompts':[{'name':'b'}]}")
                .answering("files", "prompts/list", "'result':{'prompts':[{'name':'c'}],'nextCursor':''}")
                .answering("files", "prompts/list ", "'result':{'prompts':[{'name':'d'}]}");
        JsonNode first =
                talk.say("{'jsonrpc':'2.0','id':1,'method':'prompts/list'}").path("result");
        assertThat(first.path("prompts").toString()).isEqualTo("[{\"name\":\"crm__a\"},{\"name\":\"files__c\"}]");
        String cursor = first.path("nextCursor").asText();
        JsonNode second = talk.say(
                        "{'jsonrpc':'2.0','id':1,'method':'prompts/list','params':{'cursor':'" + cursor + "'}}")
                .path("result");
        assertThat(second.path("prompts").toString()).isEqualTo("[{\"name\":\"crm__b\"},{\"name\":\"files__d\"}]");
        assertThat(second.has("nextCursor")).isFalse();
        assertThat(talk.say("{'jsonrpc':'2.0','id':1,'method':'prompts/list','params':{'cursor':'zz'}}")
                        .at("/error/code")
                        .asInt())
                .isEqualTo(-32602);
    }

    @Test
    void aBrokenUpstreamDoesNotHideTheOthers() throws IOException {
        upstreams.answering("crm", "tools/list", "'error':{'code':-31003,'message':'gone'}");
        assertThat(names("tools/list", "name")).endsWith("workspace_status", "files__send");
        talk.say(CALL.formatted("crm__send"));
        assertThat(upstreams.port("crm").last().at("/params/name").asText()).isEqualTo("send");
    }

    @Test
    void aResourceKeepsItsUriAndTheSecondOfTwoIsToldApart() throws IOException {
        upstreams
                .answering("crm", "resources/list", "'result':{'resources':[{'uri':'a://1'},{'uri':'a://2'}]}")
                .answering("files", "resources/list", "'result':{'resources':[{'uri':'a://2'},{'uri':'a://3'}]}");
        assertThat(names("resources/list", "uri")).containsExactly("a://1", "a://2", "files+a://2", "a://3");
        read("a://3");
        assertThat(upstreams.port("files").last().at("/params/uri").asText()).isEqualTo("a://3");
        read("files+a://2");
        assertThat(upstreams.port("files").last().at("/params/uri").asText()).isEqualTo("a://2");
        read("a://2");
        assertThat(upstreams.port("crm").last().at("/params/uri").asText()).isEqualTo("a://2");
    }

    @Test
    void aUriThatNobodyListedIsAskedOfOneAfterTheOther() throws IOException {
        upstreams
                .answering("crm", "resources/read", "'error':{'code':-32002,'message':'not found'}")
                .answering("files", "resources/read", "'result':{'contents':[]}");
        JsonNode answer = read("x://y");
        assertThat(answer.path("id").asInt()).isEqualTo(reads);
        assertThat(answer.has("result")).isTrue();
        upstreams.answering("files", "resources/read", "'error':{'code':-32602,'message':'no'}");
        assertThat(read("x://z").at("/error/code").asInt()).isEqualTo(-32002);
    }

    private JsonNode read(String uri) throws IOException {
        return talk.say(
                "{'jsonrpc':'2.0','id':" + ++reads + ",'method':'resources/read','params':{'uri':'" + uri + "'}}");
    }

    @Test
    void aCancellationReachesWhoWasAskedAndTheIdIsFreeAgain() throws IOException {
        names("tools/list", "name");
        talk.say(CALL.formatted("crm__send"));
        talk.say("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':7}}");
        assertThat(upstreams.port("crm").last().path("method").asText()).isEqualTo("notifications/cancelled");
        upstreams.port("crm").says("{'jsonrpc':'2.0','id':7,'result':{'content':[]}}");
        assertThat(talk.said()).isEmpty();
    }

    @Test
    void whatWasAskedOfAServerThatIsTakenAwayIsAnswered() throws IOException {
        names("tools/list", "name");
        talk.say(CALL.formatted("crm__send"));
        upstreams.remove("crm");
        assertThat(talk.said().getFirst()).contains("-31003").contains("'crm'");
        assertThat(upstreams.port("crm").isClosed).isTrue();
        assertThat(names("tools/list", "name")).endsWith("workspace_status", "files__send");
    }

    @Test
    void aCallThatWaitsForAListWhenItsServerIsTakenAwayIsAnsweredToo() throws IOException {
        upstreams.with("slow");
        talk.say(CALL.formatted("slow__x"));
        assertThat(talk.said()).isEmpty();
        upstreams.remove("slow");
        assertThat(talk.said().getFirst()).contains("-31003").contains("'slow'");
    }

    @Test
    void aNameThatHostsWouldRefuseIsShortenedAndStillCalled() throws IOException {
        String name = "a".repeat(60);
        upstreams.answering("crm", "tools/list", "'result':{'tools':[{'name':'" + name + "'}]}");
        String shown = names("tools/list", "name").get(5);
        assertThat(shown).startsWith("crm__aaaa").hasSize(44);
        assertThat(upstreams.shortened).containsEntry(shown, "crm__" + name);
        talk.say(CALL.formatted(shown));
        assertThat(upstreams.port("crm").last().at("/params/name").asText()).isEqualTo(name);
    }

    @Test
    void whatUpstreamsTellAModelIsToldWithTheirNames() throws IOException {
        names("tools/list", "name");
        upstreams.port("files").isReady("{}", "Ask before you write.");
        upstreams.port("crm").isReady("{}", "x".repeat(5000));
        assertThat(upstreams.instructions)
                .matches("(?s)\\R\\RServer 'crm' .*x…\\R\\RServer 'files' .*says: Ask before you write\\.")
                .hasSizeLessThan(4300);
        upstreams.remove("files");
        assertThat(upstreams.instructions).doesNotContain("files");
    }

    @Test
    void capabilitiesAreThoseOfAllTogether() throws IOException {
        assertThat(upstreams.directory().capabilities()).isEqualTo(Directory.AT_MOST);
        names("tools/list", "name");
        upstreams.port("crm").isReady("{'tools':{},'prompts':{}}");
        upstreams.port("files").isReady("{'resources':{'subscribe':true}}");
        assertThat(JSON.readTree(upstreams.capabilities).fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("tools", "prompts", "resources", "logging");
        upstreams.remove("files");
        assertThat(upstreams.directory().capabilities()).doesNotContain("resources");
    }

    @Test
    void ofAListThatComesLateTheHostHearsByItsName() throws Exception {
        VirtualTimers timers = new VirtualTimers();
        upstreams.on(timers);
        for (String list : List.of("prompts", "resources")) {
            talk.say("{'jsonrpc':'2.0','id':5,'method':'" + list + "/list'}");
            timers.pass(5_000, () -> {});
            while (talk.said().isEmpty()) {
                Thread.onSpinWait();
            }
            for (String upstream : List.of("crm", "files")) {
                upstreams
                        .port(upstream)
                        .says("{'jsonrpc':'2.0','id':"
                                + upstreams.port(upstream).last().path("id") + ",'result':{'" + list
                                + "':[{'name':'x','uri':'a://b'}]}}");
            }
            assertThat(talk.said())
                    .hasSize(3)
                    .last()
                    .asString()
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/" + list + "/list_changed\"}");
        }
    }

    @Test
    void whenUpstreamsChangeTheHostHearsOfEachListThatWasDeclared() throws IOException {
        assertThat(talk.upstreamsChanged())
                .contains("tools/list_changed", "prompts/list_changed", "resources/list_changed");
    }
}
