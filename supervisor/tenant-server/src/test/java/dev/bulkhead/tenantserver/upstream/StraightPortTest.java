package dev.bulkhead.tenantserver.upstream;

import static dev.bulkhead.tenantserver.upstream.Bench.discoverResult;
import static dev.bulkhead.tenantserver.upstream.Bench.error;
import static dev.bulkhead.tenantserver.upstream.Bench.initializeResult;
import static dev.bulkhead.tenantserver.upstream.Bench.read;
import static dev.bulkhead.tenantserver.upstream.Bench.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** A host and an upstream of one era. */
class StraightPortTest {
    private static final String ALL =
            "{\"tools\":{},\"logging\":{},\"resources\":{\"subscribe\":true},\"prompts\":{},\"completions\":{}}";
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\", \"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"t\",\"arguments\":{\"n\":1.0,\"b\":12345678901234567890123,\"é\":\"\\u00e9\"}}}";

    private static Bench legacy() {
        return legacy(ALL);
    }

    private static Bench legacy(String capabilities) {
        Bench bench = Bench.legacy(null);
        bench.send("{\"jsonrpc\":\"2.0\",\"id\":\"first\",\"method\":\"tools/list\"}");
        bench.process().answer(initializeResult(capabilities));
        assertThat(bench.process().told.remove()).contains("notifications/initialized");
        bench.process().answer("\"result\":{\"tools\":[]}");
        assertThat(bench.heard()).contains("\"first\"");
        return bench;
    }

    @Test
    void nothingStartsBeforeTheFirstMessage() {
        try (Bench bench = Bench.legacy(null)) {
            assertThat(bench.processes).isEmpty();
            bench.send(CALL);
            assertThat(bench.processes).hasSize(1);
        }
    }

    @Test
    void theHostsOwnInitializeIsSaidAndWhatWaitedFollowsUntouched() {
        try (Bench bench = Bench.legacy(null)) {
            bench.send(CALL);
            JsonNode params = read(bench.process().answer(initializeResult("{\"tools\":{}}")))
                    .get("params");
            assertThat(params).isEqualTo(read(Bench.LEGACY_PARAMS));
            assertThat(bench.process().told.remove()).contains("notifications/initialized");
            assertThat(bench.process().told.remove()).isEqualTo(CALL);
            String answer = "{ \"result\":{\"content\":[],\"x\":1.0},\"jsonrpc\":\"2.0\",\"id\":7}";
            bench.process().say(answer);
            assertThat(bench.heard()).isEqualTo(answer);
            assertThat(bench.events).containsExactly("ready {\"tools\":{}} Be kind.");
        }
    }

    @Test
    void aModernPairPassesUntouched() {
        try (Bench bench = Bench.modern(null)) {
            String line = request("\"a\"", "tools/list", "");
            bench.send(line);
            assertThat(bench.process().answer(discoverResult("{\"tools\":{}}"))).contains("server/discover");
            assertThat(bench.process().told.remove()).isEqualTo(line);
            assertThat(bench.events).containsExactly("verdict modern", "ready {\"tools\":{}} Be kind.");
        }
    }

    @Test
    void answersToNobodyAreDroppedAndSoAreSecondOnes() {
        try (Bench bench = legacy()) {
            bench.send(CALL);
            bench.process().say("{\"jsonrpc\":\"2.0\",\"id\":\"7\",\"result\":{}}");
            bench.process().say("{\"jsonrpc\":\"2.0\",\"id\":8,\"result\":{}}");
            bench.process().say("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}");
            bench.process().say("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"x\":1}}");
            assertThat(bench.heard()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}");
            assertThat(bench.host).isEmpty();
        }
    }

    @Test
    void anUpstreamsPingIsAnsweredHere() {
        try (Bench bench = legacy()) {
            bench.process().told.clear();
            bench.process().say("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"ping\"}");
            assertThat(bench.process().told).containsExactly("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{}}");
            assertThat(bench.host).isEmpty();
        }
    }

    @Test
    void anUpstreamsRequestGoesToTheHostOnceAndItsAnswerBackOnce() {
        try (Bench bench = legacy()) {
            bench.process().told.clear();
            String ask = "{\"method\":\"roots/list\",\"jsonrpc\":\"2.0\",\"id\":0}";
            bench.process().say(ask);
            bench.process().say(ask);
            assertThat(bench.host).containsExactly(ask);
            String answer = "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"roots\":[]}}";
            bench.send(answer);
            bench.send(answer);
            assertThat(bench.process().told).containsExactly(answer);
        }
    }

    @Test
    void bannersAreDroppedAndTold() {
        try (Bench bench = legacy()) {
            for (int i = 0; i < 100; i++) {
                bench.process().say("listening on \u001b[1mport 1");
            }
            assertThat(bench.host).isEmpty();
            assertThat(bench.events).hasSize(21).contains("noise not MCP: listening on ?[1mport 1");
        }
    }

    @Test
    void anAnswerThatCannotBeReadIsAnErrorOfItsCall() {
        try (Bench bench = legacy()) {
            bench.send(CALL);
            bench.process().say("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"a\":1,\"a\":2}}");
            JsonNode heard = bench.heardJson();
            assertThat(heard.at("/result/isError").asBoolean()).isTrue();
            assertThat(heard.get("id").asInt()).isEqualTo(7);
        }
    }

    @Test
    void whatIsNotDeclaredIsNotAsked() {
        try (Bench bench = legacy("{\"tools\":{}}")) {
            bench.process().told.clear();
            for (String method : new String[] {"prompts/list", "resources/read", "completion/complete"}) {
                bench.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}");
                assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32601);
            }
            bench.send(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"info\"}}");
            assertThat(bench.heard()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
            assertThat(bench.process().told).isEmpty();
        }
    }

    @Test
    void aCancelledRequestIsNotAnswered() {
        try (Bench bench = legacy()) {
            bench.process().told.clear();
            String cancel = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}";
            bench.send(CALL);
            bench.send(cancel);
            bench.send(cancel);
            assertThat(bench.process().told).containsExactly(CALL, cancel);
            bench.process().say("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}");
            bench.process().end("gone");
            assertThat(bench.host).isEmpty();
        }
    }

    @Test
    void aCrashAnswersWhatIsOpenAndWhatComesUntilTheRestart() {
        try (Bench bench = legacy()) {
            bench.send(CALL);
            bench.send("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/list\"}");
            bench.process().end("exit status 1");
            JsonNode one = bench.heardJson();
            JsonNode two = bench.heardJson();
            JsonNode call = one.has("result") ? one : two;
            JsonNode list = one.has("result") ? two : one;
            assertThat(call.at("/result/isError").asBoolean()).isTrue();
            assertThat(call.at("/result/content/0/text").asText()).contains("'crm'", "exit status 1", "again in 0.5 s");
            assertThat(list.at("/error/code").asInt()).isEqualTo(-31003);
            bench.send(CALL);
            assertThat(bench.heardJson().at("/result/content/0/text").asText()).contains("not running", "again in");
            assertThat(bench.events).contains("gone exit status 1");
        }
    }

    @Test
    void theNextProcessIsToldWhatTheHostHadSaid() {
        try (Bench bench = legacy()) {
            bench.process().told.clear();
            bench.send(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"info\"}}");
            bench.send(
                    "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"resources/subscribe\",\"params\":{\"uri\":\"a:\\/b\"}}");
            bench.process().answer("\"result\":{}");
            bench.process().answer("\"result\":{}");
            bench.host.clear();
            bench.process().end("exit status 1");
            bench.pass(500);
            assertThat(bench.processes).hasSize(2);
            bench.process().answer(initializeResult(ALL));
            bench.process().told.remove();
            assertThat(bench.process().answer("\"result\":{}")).contains("logging/setLevel", "\"info\"");
            assertThat(bench.process().answer("\"result\":{}")).contains("resources/subscribe", "a:\\/b");
            assertThat(bench.host).isEmpty();
            assertThat(bench.events)
                    .filteredOn(event -> event.startsWith("ready"))
                    .hasSize(2);
        }
    }

    @Test
    void aModernHostsListenOutlivesTheProcessAndIsAcknowledgedOnce() {
        try (Bench bench = Bench.modern(null)) {
            String listen = request("\"l\"", "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}");
            String ack =
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":\"l\"},\"notifications\":{}}}";
            bench.send(listen);
            bench.process().answer(discoverResult("{}"));
            bench.process().say(ack);
            assertThat(bench.heard()).isEqualTo(ack);
            bench.process().end("x");
            bench.pass(600);
            bench.process().answer(discoverResult("{}"));
            assertThat(bench.process().told).containsExactly(listen);
            bench.process().say(ack);
            assertThat(bench.host).isEmpty();
        }
    }

    @Test
    void whoDoesNotReadIsAnErrorOfThatCallAlone() {
        try (Bench bench = legacy()) {
            bench.process().isFull = true;
            bench.send(CALL);
            assertThat(bench.heardJson().at("/result/content/0/text").asText()).contains("'crm'", "does not read");
        }
    }

    @Test
    void arraysAreTakenApartForTheRevisionThatHasThemAlone() {
        try (Bench bench = Bench.legacy(null)) {
            bench.send(CALL);
            bench.process().answer(initializeResult("{}").replace("2025-11-25", "2025-03-26"));
            bench.process()
                    .say(
                            "[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}, {\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}]");
            assertThat(bench.host)
                    .containsExactly(
                            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}",
                            "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}");
        }
        try (Bench bench = legacy()) {
            bench.process().say("[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}]");
            assertThat(bench.host).isEmpty();
        }
    }

    @Test
    void aServerThatRefusesEverythingIsAClearSentence() {
        try (Bench bench = Bench.legacy(null)) {
            bench.send(CALL);
            bench.process().answer(error(-32000, "no licence"));
            bench.process().answer(error(-32601, "what?"));
            assertThat(bench.heardJson().at("/result/content/0/text").asText()).contains("no licence", "'crm'");
            assertThat(bench.process().isClosed).isTrue();
        }
    }
}
