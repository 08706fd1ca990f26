package dev.bulkhead.tenantserver.upstream;

import static dev.bulkhead.tenantserver.upstream.Bench.error;
import static dev.bulkhead.tenantserver.upstream.Bench.initializeResult;
import static dev.bulkhead.tenantserver.upstream.Bench.read;
import static dev.bulkhead.tenantserver.upstream.Bench.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** A host of 2026-07-28 and an upstream with initialize: table B of the reference, row by row. */
class ModernHostTest {
    private static final String ALL = "{\"tools\":{\"listChanged\":true},\"logging\":{},\"prompts\":{},"
            + "\"resources\":{\"subscribe\":true},\"tasks\":{\"requests\":{\"tools\":{\"call\":{}}}}}";
    private static final String ARGUMENTS =
            "\"name\":\"book\",\"arguments\":{\"n\":1.0,\"b\":98765432109876543210,\"\\u0061\":[ 1,2 ]}";

    private static Bench open() {
        return open(ALL);
    }

    private static Bench open(String capabilities) {
        Bench bench = Bench.modern("legacy");
        bench.send(request("\"first\"", "tools/list", ""));
        bench.process().answer(initializeResult(capabilities));
        assertThat(bench.process().told.remove()).contains("notifications/initialized");
        bench.process()
                .answer(
                        "\"result\":{\"tools\":[{\"name\":\"slow\",\"execution\":{\"taskSupport\":\"required\"},\"x\":1.0},{\"name\":\"book\" }]}");
        assertThat(bench.heardJson())
                .isEqualTo(
                        read(
                                "{\"jsonrpc\":\"2.0\",\"id\":\"first\",\"result\":{\"tools\":[{\"name\":\"slow\",\"x\":1.0},{\"name\":\"book\"}],"
                                        + "\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}}}"));
        return bench;
    }

    private static String ask(String id, String method, String params) {
        return "{\"method\":\"" + method + "\",\"params\":{" + params + "},\"jsonrpc\":\"2.0\",\"id\":" + id + "}";
    }

    private static String form(String id) {
        return ask(id, "elicitation/create", "\"message\":\"Seat?\",\"requestedSchema\":{\"n\":1.0}");
    }

    private static String answer(JsonNode id, String rest) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + rest + "}";
    }

    private static String withMeta(String id, String method, String params, String meta) {
        return request(id, method, params).replace("\"_meta\":{", "\"_meta\":{" + meta + ",");
    }

    private static String retry(String id, JsonNode asked, String responses) {
        return request(
                id,
                "tools/call",
                ARGUMENTS + ",\"inputResponses\":{" + responses + "},\"requestState\":"
                        + asked.at("/result/requestState"));
    }

    /** Sends a call, lets the upstream ask, and returns the upstream's id of the call and what the host heard. */
    private static JsonNode[] parked(Bench bench, String id, String... asks) {
        bench.send(request(id, "tools/call", ARGUMENTS));
        JsonNode sent = read(bench.process().told.remove());
        for (String ask : asks) {
            bench.process().say(ask);
        }
        assertThat(bench.host).isEmpty();
        bench.pass(20);
        return new JsonNode[] {sent.get("id"), bench.heardJson()};
    }

    @Test
    void aCallLosesTheEnvelopeAndNothingElseChanges() {
        try (Bench bench = open()) {
            bench.send(withMeta("7", "tools/call", ARGUMENTS, "\"progressToken\":3,\"traceparent\":\"t\""));
            String sent = bench.process().answer("\"result\":{\"content\":[],\"z\":1.50}");
            assertThat(sent).contains("{\"n\":1.0,\"b\":98765432109876543210,\"\\u0061\":[ 1,2 ]}");
            assertThat(read(sent).at("/params/_meta")).isEqualTo(read("{\"progressToken\":3,\"traceparent\":\"t\"}"));
            assertThat(bench.heard())
                    .isEqualTo(
                            "{\"result\":{\"content\":[],\"z\":1.50,\"resultType\":\"complete\",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}},\"jsonrpc\":\"2.0\",\"id\":7}");
        }
    }

    @Test
    void requestsAreCheckedHere() {
        try (Bench bench = open()) {
            bench.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
            bench.send(
                    "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\",\"params\":{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}");
            bench.send(withMeta("3", "tools/list", "", "\"io.modelcontextprotocol/logLevel\":\"loud\""));
            for (int id = 1; id <= 3; id++) {
                JsonNode heard = bench.heardJson();
                assertThat(heard.at("/error/code").asInt()).isEqualTo(-32602);
                assertThat(heard.get("id").asInt()).isEqualTo(id);
            }
            bench.send(request("4", "tools/list", "").replace("2026-07-28", "2099-01-01"));
            bench.send("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"initialize\",\"params\":{}}");
            JsonNode refused = bench.heardJson();
            assertThat(refused.get("error"))
                    .isEqualTo(
                            read(
                                    "{\"code\":-32022,\"message\":\"Unsupported protocol version\",\"data\":{\"supported\":[\"2026-07-28\"],\"requested\":\"2099-01-01\"}}"));
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32022);
            for (String method : new String[] {
                "ping",
                "logging/setLevel",
                "resources/subscribe",
                "resources/unsubscribe",
                "tasks/get",
                "completion/complete"
            }) {
                bench.send(request("6", method, ""));
                assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32601);
            }
            assertThat(bench.process().told).isEmpty();
        }
    }

    @Test
    void discoverIsAnsweredFromInitialize() {
        try (Bench bench = open()) {
            bench.send(request("1", "server/discover", ""));
            JsonNode result = bench.heardJson().get("result");
            assertThat(result.at("/supportedVersions")).isEqualTo(read("[\"2026-07-28\"]"));
            assertThat(result.get("capabilities").has("tasks")).isFalse();
            assertThat(result.get("instructions").asText()).isEqualTo("Be kind.");
            assertThat(result.get("cacheScope").asText()).isEqualTo("private");
        }
    }

    @Test
    void aCallThatIsAskedAboutIsParkedAndNeverSentAgain() {
        try (Bench bench = open()) {
            JsonNode[] parked = parked(
                    bench,
                    "7",
                    form("0"),
                    ask(
                            "\"0\"",
                            "elicitation/create",
                            "\"mode\":\"url\",\"message\":\"Go\",\"url\":\"u\",\"elicitationId\":\"e\""));
            JsonNode result = parked[1].get("result");
            assertThat(parked[1].get("id").asInt()).isEqualTo(7);
            assertThat(result.get("resultType").asText()).isEqualTo("input_required");
            assertThat(result.get("requestState").asText()).hasSize(32);
            assertThat(result.get("inputRequests"))
                    .isEqualTo(
                            read(
                                    "{\"ask-1\":{\"method\":\"elicitation/create\",\"params\":{\"message\":\"Seat?\",\"requestedSchema\":{\"n\":1.0}}},"
                                            + "\"ask-2\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\",\"message\":\"Go\",\"url\":\"u\"}}}"));
            bench.send(retry(
                    "8",
                    parked[1],
                    "\"ask-1\":{\"action\":\"accept\",\"content\":{\"s\":1.0}},\"ask-2\":{\"action\":\"decline\"}"));
            assertThat(bench.process().told)
                    .containsExactly(
                            "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"action\":\"accept\",\"content\":{\"s\":1.0}}}",
                            "{\"jsonrpc\":\"2.0\",\"id\":\"0\",\"result\":{\"action\":\"decline\"}}");
            bench.process().say(answer(parked[0], "\"result\":{\"content\":[]}"));
            JsonNode heard = bench.heardJson();
            assertThat(heard.get("id").asInt()).isEqualTo(8);
            assertThat(heard.at("/result/resultType").asText()).isEqualTo("complete");
        }
    }

    @Test
    void aCallMayAskAgainAndWhatIsNotAnsweredIsAskedAgain() {
        try (Bench bench = open()) {
            JsonNode[] parked = parked(bench, "7", form("0"), form("1"));
            bench.send(retry("8", parked[1], "\"ask-2\":{\"action\":\"accept\"}"));
            JsonNode again = bench.heardJson();
            assertThat(again.get("id").asInt()).isEqualTo(8);
            assertThat(again.at("/result/inputRequests").size()).isEqualTo(1);
            assertThat(again.at("/result/inputRequests").has("ask-1")).isTrue();
            bench.send(retry("9", again, "\"ask-1\":{\"action\":\"accept\"}"));
            bench.process().say(form("0"));
            bench.pass(20);
            JsonNode third = bench.heardJson();
            assertThat(third.at("/result/inputRequests").has("ask-3")).isTrue();
            bench.send(retry("9", third, "\"ask-3\":{\"action\":\"accept\"}"));
            bench.process().say(answer(parked[0], "\"result\":{}"));
            assertThat(bench.heardJson().get("id").asInt()).isEqualTo(9);
        }
    }

    @Test
    void aStateIsGoodOnceAndForItsOwnRequestAlone() {
        try (Bench bench = open()) {
            JsonNode[] parked = parked(bench, "7", form("0"));
            String good = retry("8", parked[1], "\"ask-1\":{\"action\":\"accept\"}");
            for (String bad : new String[] {
                good.replace("\"n\":1.0", "\"n\":2.0"),
                good.replace("\"name\":\"book\"", "\"name\":\"look\""),
                good.replace("tools/call", "prompts/get"),
                good.replace(parked[1].at("/result/requestState").asText(), "x".repeat(32)),
                good.replace("\"requestState\":", "\"other\":1,\"requestState\":"),
                good.replace("{\"action\":\"accept\"}", "7"),
            }) {
                bench.send(bad);
                assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32602);
            }
            assertThat(bench.process().told).isEmpty();
            bench.send(good);
            assertThat(bench.process().told).hasSize(1);
            bench.send(good.replace("\"id\":8", "\"id\":9"));
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32602);
            assertThat(bench.process().told).hasSize(1);
        }
    }

    @Test
    void aStateOfAnotherSessionIsUnknown() {
        try (Bench bench = open();
                Bench other = open()) {
            JsonNode[] parked = parked(bench, "7", form("0"));
            other.send(retry("8", parked[1], "\"ask-1\":{\"action\":\"accept\"}"));
            assertThat(other.heardJson().at("/error/code").asInt()).isEqualTo(-32602);
            assertThat(other.process().told).isEmpty();
        }
    }

    @Test
    void aParkedCallWhoseHostStaysAwayIsEnded() {
        try (Bench bench = open()) {
            JsonNode[] parked = parked(bench, "7", form("0"));
            bench.pass(600_000);
            assertThat(read(bench.process().told.remove()).at("/error/message").asText())
                    .contains("not come back");
            assertThat(read(bench.process().told.remove()).at("/params/requestId"))
                    .isEqualTo(parked[0]);
            bench.send(retry("8", parked[1], "\"ask-1\":{\"action\":\"accept\"}"));
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32602);
        }
    }

    @Test
    void anAnswerThatComesWhileTheHostIsAwayWaitsForIt() {
        try (Bench bench = open()) {
            JsonNode[] parked = parked(bench, "7", form("0"));
            bench.process().say(answer(parked[0], "\"result\":{\"content\":[],\"x\":1}"));
            assertThat(bench.host).isEmpty();
            bench.send(retry("8", parked[1], "\"ask-1\":{\"action\":\"accept\"}"));
            assertThat(bench.heardJson().at("/result/x").asInt()).isEqualTo(1);
        }
    }

    @Test
    void whatTheHostDoesNotOfferIsAnErrorOnBothSides() {
        try (Bench bench = open()) {
            bench.send(request("7", "tools/call", ARGUMENTS).replace("\"sampling\":{},", ""));
            JsonNode id = read(bench.process().told.remove()).get("id");
            bench.process().say(ask("0", "sampling/createMessage", "\"messages\":[]"));
            assertThat(bench.heardJson().get("error"))
                    .isEqualTo(
                            read(
                                    "{\"code\":-32021,\"message\":\"the server needs what the host does not offer\",\"data\":{\"requiredCapabilities\":{\"sampling\":{}}}}"));
            assertThat(read(bench.process().told.remove())
                            .get("error")
                            .get("code")
                            .asInt())
                    .isEqualTo(-32601);
            assertThat(read(bench.process().told.remove()).at("/params/requestId"))
                    .isEqualTo(id);
            bench.process().say(answer(id, "\"result\":{}"));
            assertThat(bench.host).isEmpty();
        }
    }

    @Test
    void rootsThatAreAskedForTooEarlyAreAskedBeforeTheNextCallIsMade() {
        try (Bench bench = open()) {
            bench.process().say("{\"method\":\"roots/list\",\"jsonrpc\":\"2.0\",\"id\":0}");
            bench.process().say(form("1"));
            assertThat(read(bench.process().told.remove()).get("error")).isNotNull();
            bench.send(request("7", "tools/call", ARGUMENTS));
            assertThat(bench.process().told).isEmpty();
            JsonNode asked = bench.heardJson();
            assertThat(asked.at("/result/inputRequests/ask-1/method").asText()).isEqualTo("roots/list");
            bench.send(retry("8", asked, "\"ask-1\":{\"roots\":[]}"));
            assertThat(bench.process().told.remove())
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"roots\":[]}}");
            String sent = bench.process().answer("\"result\":{}");
            assertThat(sent).contains("tools/call").doesNotContain("requestState", "inputResponses");
            assertThat(bench.heardJson().get("id").asInt()).isEqualTo(8);
        }
    }

    @Test
    void callsToAServerThatAsksBackAreMadeOneAfterTheOther() {
        try (Bench bench = open()) {
            JsonNode[] parked = parked(bench, "7", form("0"));
            bench.send(request("10", "tools/call", ARGUMENTS));
            bench.send(request("11", "tools/list", ""));
            assertThat(bench.process().answer("\"result\":{\"tools\":[]}")).contains("tools/list");
            assertThat(bench.process().told).isEmpty();
            bench.heard();
            bench.send(retry("8", parked[1], "\"ask-1\":{\"action\":\"accept\"}"));
            bench.process().told.remove();
            bench.process().say(answer(parked[0], "\"result\":{}"));
            assertThat(bench.heardJson().get("id").asInt()).isEqualTo(8);
            bench.process().answer("\"result\":{}");
            assertThat(bench.heardJson().get("id").asInt()).isEqualTo(10);
            JsonNode[] left = parked(bench, "12", form("0"));
            bench.send(request("13", "tools/call", ARGUMENTS));
            bench.pass(60_000);
            assertThat(bench.process().told).hasSize(1);
            assertThat(left).hasSize(2);
        }
    }

    @Test
    void aQueuedCallCanBeCancelled() {
        try (Bench bench = open()) {
            JsonNode[] parked = parked(bench, "7", form("0"));
            bench.send(request("10", "tools/call", ARGUMENTS));
            bench.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":10}}");
            bench.send(retry("8", parked[1], "\"ask-1\":{\"action\":\"accept\"}"));
            bench.process().told.clear();
            bench.process().say(answer(parked[0], "\"result\":{}"));
            assertThat(bench.process().told).isEmpty();
            assertThat(bench.host).hasSize(1);
        }
    }

    @Test
    void listensAreAcknowledgedAsFarAsTheyAreServed() {
        try (Bench bench = open()) {
            String filter =
                    "\"notifications\":{\"toolsListChanged\":true,\"promptsListChanged\":true,\"resourceSubscriptions\":[\"a:1\",\"b:1\"]}";
            bench.send(request("\"l\"", "subscriptions/listen", filter));
            bench.send(request("1", "subscriptions/listen", "\"notifications\":{\"resourceSubscriptions\":[\"a:1\"]}"));
            assertThat(bench.host).isEmpty();
            bench.process().answer("\"result\":{}");
            assertThat(bench.heardJson().get("params"))
                    .isEqualTo(
                            read(
                                    "{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":1},\"notifications\":{\"resourceSubscriptions\":[\"a:1\"]}}"));
            bench.process().say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
            bench.process().answer(error(-32002, "no"));
            assertThat(bench.heardJson().get("params"))
                    .isEqualTo(
                            read(
                                    "{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":\"l\"},\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"a:1\"]}}"));
            assertThat(bench.heard())
                    .isEqualTo(
                            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\",\"params\":{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":\"l\"}}}");
            bench.process()
                    .say(
                            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":\"a:1\"}}");
            assertThat(bench.host).hasSize(2);
            bench.host.clear();
            String cancel =
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":%s}}";
            bench.send(cancel.replace("%s", "\"l\""));
            assertThat(bench.process().told).hasSize(1).first().asString().contains("resources/unsubscribe", "b:1");
            bench.process().told.clear();
            bench.send(cancel.replace("%s", "1"));
            assertThat(bench.process().told).hasSize(1).first().asString().contains("resources/unsubscribe", "a:1");
            bench.process().answer("\"result\":{}");
            bench.process().say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
            assertThat(bench.host).isEmpty();
        }
    }

    @Test
    void logsAreForwardedWhileSomebodyWantsThem() {
        try (Bench bench = open()) {
            String log =
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"%s\",\"data\":1}}";
            bench.process().say(log.replace("%s", "error"));
            bench.send(withMeta("1", "tools/call", ARGUMENTS, "\"io.modelcontextprotocol/logLevel\":\"warning\""));
            assertThat(bench.process().answer("\"result\":{}")).contains("logging/setLevel", "\"warning\"");
            bench.process().say(log.replace("%s", "info"));
            bench.process().say(log.replace("%s", "error"));
            assertThat(bench.heard()).contains("\"error\"");
            assertThat(bench.process().answer("\"result\":{}"))
                    .contains("tools/call")
                    .doesNotContain("logLevel");
            bench.heard();
            bench.process().say(log.replace("%s", "error"));
            assertThat(bench.host).isEmpty();
        }
    }

    @Test
    void aCancelIsMappedAndALateAnswerIsDropped() {
        try (Bench bench = open()) {
            bench.send(request("7", "tools/call", ARGUMENTS));
            JsonNode id = read(bench.process().told.remove()).get("id");
            bench.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}");
            assertThat(read(bench.process().told.remove()).at("/params/requestId"))
                    .isEqualTo(id);
            bench.process().say(answer(id, "\"result\":{}"));
            assertThat(bench.host).isEmpty();
        }
    }

    @Test
    void progressFollowsTheRetry() {
        try (Bench bench = open()) {
            String progress =
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":%s,\"progress\":1}}";
            bench.send(withMeta("7", "tools/call", ARGUMENTS, "\"progressToken\":3"));
            JsonNode id = read(bench.process().told.remove()).get("id");
            bench.process().say(progress.replace("%s", "3"));
            assertThat(bench.heard()).isEqualTo(progress.replace("%s", "3"));
            bench.process().say(form("0"));
            bench.pass(20);
            JsonNode asked = bench.heardJson();
            bench.process().say(progress.replace("%s", "3"));
            assertThat(bench.host).isEmpty();
            bench.send(retry("8", asked, "\"ask-1\":{\"action\":\"accept\"}")
                    .replace("\"_meta\":{", "\"_meta\":{\"progressToken\":\"t\","));
            bench.process().say(progress.replace("%s", "3"));
            assertThat(bench.heardJson().at("/params/progressToken").asText()).isEqualTo("t");
            bench.process().say(answer(id, "\"result\":{}"));
            assertThat(bench.heardJson().get("id").asInt()).isEqualTo(8);
        }
    }

    @Test
    void theOldCodesAreMapped() {
        try (Bench bench = open()) {
            bench.send(request("1", "resources/read", "\"uri\":\"a:1\""));
            bench.process().answer(error(-32002, "not found"));
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32602);
        }
    }

    @Test
    void aPlaceToGoFirstIsAskedForAndTheCallIsMadeAgainThen() {
        try (Bench bench = open()) {
            String first =
                    "\"error\":{\"code\":-32042,\"message\":\"go\",\"data\":{\"elicitations\":[{\"mode\":\"url\",\"message\":\"Go\",\"url\":\"u\",\"elicitationId\":\"e\"}]}}";
            bench.send(request("7", "tools/call", ARGUMENTS));
            bench.process().answer(first);
            JsonNode asked = bench.heardJson();
            assertThat(asked.at("/result/inputRequests/ask-1/params"))
                    .isEqualTo(read("{\"mode\":\"url\",\"message\":\"Go\",\"url\":\"u\"}"));
            bench.send(retry("8", asked, "\"ask-1\":{\"action\":\"accept\"}"));
            assertThat(bench.process().answer(first)).contains("tools/call");
            asked = bench.heardJson();
            bench.send(retry("9", asked, "\"ask-2\":{\"action\":\"decline\"}"));
            assertThat(bench.process().told).isEmpty();
            assertThat(bench.heardJson().at("/result/isError").asBoolean()).isTrue();
        }
    }

    @Test
    void aToolThatRunsAsATaskAloneIsWaitedFor() {
        try (Bench bench = open()) {
            bench.send(request("7", "tools/call", "\"name\":\"slow\""));
            assertThat(read(bench.process().answer("\"result\":{\"task\":{\"taskId\":\"t1\",\"status\":\"working\"}}"))
                            .at("/params/task"))
                    .isEqualTo(read("{}"));
            String wait = bench.process()
                    .answer(
                            "\"result\":{\"content\":[],\"_meta\":{\"io.modelcontextprotocol/related-task\":{\"taskId\":\"t1\"}}}");
            assertThat(read(wait).get("method").asText()).isEqualTo("tasks/result");
            assertThat(bench.heard()).contains("\"id\":7", "\"content\":[]").doesNotContain("related-task");
        }
    }

    @Test
    void aCrashAnswersEveryCallAndForgetsWhatWasParked() {
        try (Bench bench = open()) {
            bench.send(request(
                    "1",
                    "subscriptions/listen",
                    "\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"a:1\"]}"));
            bench.process().answer("\"result\":{}");
            bench.heard();
            JsonNode[] parked = parked(bench, "7", form("0"));
            bench.send(request("9", "resources/list", ""));
            bench.process().end("exit status 1");
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-31003);
            bench.send(retry("8", parked[1], "\"ask-1\":{\"action\":\"accept\"}"));
            JsonNode down = bench.heardJson();
            assertThat(down.at("/result/isError").asBoolean()).isTrue();
            assertThat(down.at("/result/resultType").asText()).isEqualTo("complete");
            bench.pass(500);
            bench.process().answer(initializeResult(ALL));
            bench.process().told.remove();
            assertThat(bench.process().answer("\"result\":{}")).contains("resources/subscribe", "a:1");
            assertThat(bench.host).isEmpty();
            bench.send(retry("8", parked[1], "\"ask-1\":{\"action\":\"accept\"}"));
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32602);
        }
    }

    @Test
    void anUpstreamThatTakesItsQuestionBackGoesOn() {
        try (Bench bench = open()) {
            bench.send(request("7", "tools/call", ARGUMENTS));
            JsonNode id = read(bench.process().told.remove()).get("id");
            bench.process().say(form("0"));
            bench.process()
                    .say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":0}}");
            bench.pass(100);
            assertThat(bench.host).isEmpty();
            bench.process().say(answer(id, "\"result\":{}"));
            assertThat(bench.heardJson().get("id").asInt()).isEqualTo(7);
        }
    }
}
