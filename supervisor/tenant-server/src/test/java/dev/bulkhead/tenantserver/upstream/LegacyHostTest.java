package dev.bulkhead.tenantserver.upstream;

import static dev.bulkhead.tenantserver.upstream.Bench.discoverResult;
import static dev.bulkhead.tenantserver.upstream.Bench.error;
import static dev.bulkhead.tenantserver.upstream.Bench.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** A host with initialize and an upstream of 2026-07-28 alone: table A of the reference, row by row. */
class LegacyHostTest {
    private static final String ALL = "{\"tools\":{\"listChanged\":true},\"logging\":{},\"prompts\":{},"
            + "\"resources\":{\"subscribe\":true,\"listChanged\":true}}";
    private static final String FORM =
            "{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"form\",\"message\":\"Seat?\",\"requestedSchema\":{\"n\":1.0}}}";
    private static final String URL =
            "{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\",\"message\":\"Go\",\"url\":\"https://x\"}}";

    private static Bench open(String version) {
        Bench bench = Bench.legacy(Bench.LEGACY_PARAMS.replace("2025-11-25", version), null);
        bench.send(line("0", "tools/list", ""));
        bench.process().answer(error(-32022, "Unsupported protocol version"));
        bench.process().answer(discoverResult(ALL));
        assertThat(bench.process().told.remove()).contains("subscriptions/listen");
        bench.process()
                .answer("\"result\":{\"resultType\":\"complete\",\"tools\":[],\"ttlMs\":1,\"cacheScope\":\"public\"}");
        assertThat(bench.heardJson()).isEqualTo(read("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"tools\":[]}}"));
        return bench;
    }

    private static Bench open() {
        return open("2025-11-25");
    }

    private static String line(String id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    private static String call(String id) {
        return line(
                id,
                "tools/call",
                "\"name\":\"book\",\"arguments\":{\"n\":1.0,\"b\":98765432109876543210,\"\\u0061\":[ 1,2 ]},\"task\":{\"ttl\":1},\"_meta\":{\"progressToken\":3,\"x\":1}");
    }

    private static String inputRequired(String requests, String state) {
        return "\"result\":{\"resultType\":\"input_required\""
                + (requests.isEmpty() ? "" : ",\"inputRequests\":{" + requests + "}")
                + (state.isEmpty() ? "" : ",\"requestState\":\"" + state + "\"") + "}";
    }

    @Test
    void oneListenIsOpenedForAllListsThatMayChange() {
        Bench bench = Bench.legacy(null);
        bench.send(line("0", "tools/list", ""));
        bench.process().answer(error(-32022, "no"));
        bench.process().answer(discoverResult(ALL));
        JsonNode listen = read(bench.process().told.remove());
        assertThat(listen.at("/params/notifications"))
                .isEqualTo(read("{\"toolsListChanged\":true,\"resourcesListChanged\":true}"));
        assertThat(listen.at("/params/_meta/io.modelcontextprotocol~1protocolVersion")
                        .asText())
                .isEqualTo("2026-07-28");
        bench.close();
    }

    @Test
    void aCallGetsTheEnvelopeAndLosesItsTaskAndNothingElseChanges() {
        try (Bench bench = open()) {
            bench.send(call("7"));
            String sent = bench.process()
                    .answer(
                            "\"result\":{\"resultType\":\"complete\",\"content\":[],\"ttlMs\":5,\"z\":1.50,\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{},\"k\":2}}");
            assertThat(sent)
                    .contains(
                            "\"id\":7",
                            "{\"n\":1.0,\"b\":98765432109876543210,\"\\u0061\":[ 1,2 ]}",
                            "\"progressToken\":3,\"x\":1")
                    .contains("io.modelcontextprotocol/clientCapabilities", "io.modelcontextprotocol/clientInfo")
                    .doesNotContain("\"task\"", "logLevel");
            assertThat(bench.heard())
                    .isEqualTo(
                            "{\"result\":{\"content\":[],\"ttlMs\":5,\"z\":1.50,\"_meta\":{\"k\":2}},\"jsonrpc\":\"2.0\",\"id\":7}");
        }
    }

    @Test
    void pingAndLevelAreAnsweredHereAndTheLevelGoesWithLaterRequests() {
        try (Bench bench = open()) {
            bench.send(line("1", "ping", ""));
            bench.send(line("2", "logging/setLevel", "\"level\":\"warning\""));
            bench.send(line("3", "logging/setLevel", "\"level\":\"loud\""));
            assertThat(bench.heard()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
            assertThat(bench.heard()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}");
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32602);
            assertThat(bench.process().told).isEmpty();
            bench.send(call("7"));
            assertThat(bench.process().told.remove()).contains("\"io.modelcontextprotocol/logLevel\":\"warning\"");
            bench.process().say("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"ping\"}");
            assertThat(bench.process().told.remove()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{}}");
        }
    }

    @Test
    void whatIsAskedBackIsAskedTheHostAndTheCallIsMadeAgainWithTheAnswers() {
        try (Bench bench = open()) {
            bench.send(call("7"));
            bench.process()
                    .answer(inputRequired(
                            "\"seat\":" + FORM + ",\"roots\":{\"method\":\"roots/list\"},\"go\":" + URL, "st\\/ate"));
            JsonNode form = bench.heardJson();
            JsonNode roots = bench.heardJson();
            JsonNode url = bench.heardJson();
            assertThat(form.get("params")).isEqualTo(read(FORM).get("params"));
            assertThat(roots.get("method").asText()).isEqualTo("roots/list");
            assertThat(url.at("/params/elicitationId").asText()).hasSize(32);
            bench.send("{\"jsonrpc\":\"2.0\",\"id\":" + form.get("id")
                    + ",\"result\":{\"action\":\"accept\",\"content\":{\"s\":1.0}}}");
            bench.send("{\"jsonrpc\":\"2.0\",\"id\":" + url.get("id") + ",\"result\":{\"action\":\"decline\"}}");
            assertThat(bench.process().told).isEmpty();
            bench.send("{\"jsonrpc\":\"2.0\",\"id\":" + roots.get("id") + ",\"result\":{\"roots\":[]}}");
            String retry = bench.process().answer("\"result\":{\"resultType\":\"complete\",\"content\":[]}");
            assertThat(retry).contains("\"requestState\":\"st\\/ate\"", "{\"s\":1.0}", "98765432109876543210");
            assertThat(read(retry).get("id").asText()).isNotEqualTo("7");
            assertThat(read(retry).at("/params/inputResponses"))
                    .isEqualTo(
                            read(
                                    "{\"seat\":{\"action\":\"accept\",\"content\":{\"s\":1.0}},\"go\":{\"action\":\"decline\"},\"roots\":{\"roots\":[]}}"));
            assertThat(bench.heardJson()).isEqualTo(read("{\"result\":{\"content\":[]},\"jsonrpc\":\"2.0\",\"id\":7}"));
            assertThat(bench.host).isEmpty();
        }
    }

    @Test
    void anOlderHostIsAskedInItsOwnWords() {
        try (Bench bench = open("2025-06-18")) {
            bench.send(call("7"));
            bench.process().answer(inputRequired("\"seat\":" + FORM, ""));
            JsonNode form = bench.heardJson();
            assertThat(form.get("params").has("mode")).isFalse();
            bench.send("{\"jsonrpc\":\"2.0\",\"id\":" + form.get("id") + ",\"result\":{\"action\":\"cancel\"}}");
            assertThat(bench.process().told.remove())
                    .doesNotContain("requestState")
                    .contains("cancel");
        }
    }

    @Test
    void anErrorOfTheHostFailsTheCallAndTakesBackTheOtherQuestions() {
        try (Bench bench = open()) {
            bench.send(call("7"));
            bench.process().answer(inputRequired("\"a\":" + FORM + ",\"b\":" + FORM, "s"));
            JsonNode one = bench.heardJson();
            JsonNode two = bench.heardJson();
            bench.send("{\"jsonrpc\":\"2.0\",\"id\":" + one.get("id")
                    + ",\"error\":{\"code\":-1,\"message\":\"no user\"}}");
            JsonNode cancelled = bench.heardJson();
            assertThat(cancelled.get("method").asText()).isEqualTo("notifications/cancelled");
            assertThat(cancelled.at("/params/requestId")).isEqualTo(two.get("id"));
            JsonNode result = bench.heardJson();
            assertThat(result.at("/result/isError").asBoolean()).isTrue();
            assertThat(result.at("/result/content/0/text").asText()).contains("no user");
            assertThat(bench.process().told).isEmpty();
            bench.send(line("8", "prompts/get", "\"name\":\"p\""));
            bench.process().answer(inputRequired("\"a\":" + FORM, "s"));
            bench.send("{\"jsonrpc\":\"2.0\",\"id\":" + bench.heardJson().get("id")
                    + ",\"error\":{\"code\":-1,\"message\":\"no user\"}}");
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32603);
        }
    }

    @Test
    void roundsWithStateAloneArePacedAndTenAtMost() {
        try (Bench bench = open()) {
            bench.send(call("7"));
            for (int round = 0; round < 10; round++) {
                bench.process().answer(inputRequired("", "s" + round));
                bench.pass(249);
                assertThat(bench.process().told).isEmpty();
                bench.pass(1);
                assertThat(bench.process().told.peek()).contains("\"requestState\":\"s" + round + "\"");
            }
            bench.process().answer(inputRequired("", "s"));
            assertThat(bench.heardJson().at("/result/content/0/text").asText()).contains("more than 10 times");
        }
    }

    @Test
    void whatTheHostNeverOfferedIsNotAskedOfIt() {
        try (Bench bench = Bench.legacy(
                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"elicitation\":{}},\"clientInfo\":{\"name\":\"h\",\"version\":\"1\"}}",
                null)) {
            bench.send(call("7"));
            bench.process().answer(error(-32022, "no"));
            bench.process().answer(discoverResult("{}"));
            bench.process().answer(inputRequired("\"a\":" + FORM + ",\"b\":" + URL, "s"));
            assertThat(bench.heardJson().at("/result/isError").asBoolean()).isTrue();
            assertThat(bench.host).isEmpty();
        }
    }

    @Test
    void progressNeverGoesBackOverTheRounds() {
        try (Bench bench = open()) {
            bench.send(call("7"));
            String progress =
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":3,\"progress\":%s}}";
            bench.process().say(progress.replace("%s", "0.5"));
            bench.process().answer(inputRequired("", "s"));
            bench.pass(250);
            bench.process().say(progress.replace("%s", "0.1"));
            bench.process().say(progress.replace("%s", "0.50"));
            bench.process().say(progress.replace("%s", "0.6"));
            assertThat(bench.host).containsExactly(progress.replace("%s", "0.5"), progress.replace("%s", "0.6"));
        }
    }

    @Test
    void aCancelReachesTheRoundThatRunsNow() {
        try (Bench bench = open()) {
            String cancel =
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7,\"reason\":\"r\"}}";
            bench.send(call("7"));
            bench.process().answer(inputRequired("", "s"));
            bench.pass(250);
            JsonNode id = read(bench.process().told.remove()).get("id");
            bench.send(cancel);
            assertThat(read(bench.process().told.remove()).get("params"))
                    .isEqualTo(read("{\"requestId\":" + id + ",\"reason\":\"r\"}"));
            bench.process().say("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}");
            assertThat(bench.host).isEmpty();
        }
    }

    @Test
    void aCancelDuringAQuestionTakesItBack() {
        try (Bench bench = open()) {
            bench.send(call("7"));
            bench.process().answer(inputRequired("\"a\":" + FORM, "s"));
            JsonNode id = bench.heardJson().get("id");
            bench.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}");
            assertThat(bench.heardJson().at("/params/requestId")).isEqualTo(id);
            bench.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"action\":\"accept\"}}");
            assertThat(bench.process().told).isEmpty();
            assertThat(bench.host).isEmpty();
        }
    }

    @Test
    void subscriptionsAreListensThatAreAnsweredWhenGranted() {
        try (Bench bench = open()) {
            bench.send(line("1", "resources/subscribe", "\"uri\":\"a:1\""));
            JsonNode listen = read(bench.process().told.remove());
            assertThat(listen.at("/params/notifications/resourceSubscriptions/0")
                            .asText())
                    .isEqualTo("a:1");
            assertThat(bench.host).isEmpty();
            bench.process().say(acknowledged(listen.get("id"), "\"resourceSubscriptions\":[\"a:1\"]"));
            assertThat(bench.heard()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
            bench.process().say(tagged("resources/updated", listen.get("id"), "\"uri\":\"a:1\","));
            assertThat(bench.heardJson())
                    .isEqualTo(
                            read(
                                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":\"a:1\"}}"));
            bench.send(line("2", "resources/unsubscribe", "\"uri\":\"a:1\""));
            assertThat(read(bench.process().told.remove()).at("/params/requestId"))
                    .isEqualTo(listen.get("id"));
            assertThat(bench.heard()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}");
            bench.send(line("3", "resources/subscribe", "\"uri\":\"b:1\""));
            bench.process().say(acknowledged(read(bench.process().told.remove()).get("id"), ""));
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32602);
            bench.process().told.clear();
            bench.send(line("4", "resources/subscribe", "\"uri\":\"c:1\""));
            bench.pass(10_000);
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32602);
        }
    }

    @Test
    void listChangesLoseTheirSubscription() {
        try (Bench bench = open()) {
            bench.process().say(tagged("tools/list_changed", read("\"bulkhead-listen-0\""), ""));
            assertThat(bench.heardJson())
                    .isEqualTo(read("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}"));
        }
    }

    @Test
    void aListenThatTheServerEndsIsOpenedAgain() {
        try (Bench bench = open()) {
            bench.process().say(acknowledged(read("\"bulkhead-listen-0\""), "\"toolsListChanged\":true"));
            bench.process()
                    .say("{\"jsonrpc\":\"2.0\",\"id\":\"bulkhead-listen-0\",\"result\":{\"resultType\":\"complete\"}}");
            bench.pass(5_000);
            assertThat(bench.process().told.remove()).contains("subscriptions/listen");
            assertThat(bench.host).isEmpty();
        }
    }

    @Test
    void whatNoModernServerKnowsIsDroppedOrRefused() {
        try (Bench bench = open()) {
            bench.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/roots/list_changed\"}");
            bench.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            bench.send(line("1", "tasks/get", "\"taskId\":\"x\""));
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32601);
            bench.send(line("2", "completion/complete", ""));
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32601);
            bench.process().say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sampling/createMessage\",\"params\":{}}");
            assertThat(bench.process().told).isEmpty();
            assertThat(bench.host).isEmpty();
        }
    }

    @Test
    void aResourceThatIsNotThereHasTheOldCode() {
        try (Bench bench = open()) {
            bench.send(line("1", "resources/read", "\"uri\":\"a:1\""));
            bench.process().answer(error(-32602, "not found"));
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32002);
            bench.send(call("2"));
            bench.process().answer(error(-32602, "unknown tool"));
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32602);
        }
    }

    @Test
    void aTaskThatNobodyAskedForIsAnError() {
        try (Bench bench = open()) {
            bench.send(call("1"));
            bench.process().answer("\"result\":{\"resultType\":\"task\",\"taskId\":\"x\"}");
            assertThat(bench.heardJson().at("/result/isError").asBoolean()).isTrue();
        }
    }

    @Test
    void aCrashAnswersEveryCallAndTheNextProcessListensAgain() {
        try (Bench bench = open()) {
            bench.send(line("1", "resources/subscribe", "\"uri\":\"a:1\""));
            bench.process()
                    .say(acknowledged(
                            read(bench.process().told.remove()).get("id"), "\"resourceSubscriptions\":[\"a:1\"]"));
            bench.heard();
            bench.send(call("7"));
            bench.process().answer(inputRequired("\"a\":" + FORM, "s"));
            JsonNode question = bench.heardJson();
            bench.process().end("exit status 1");
            assertThat(bench.heardJson().at("/params/requestId")).isEqualTo(question.get("id"));
            assertThat(((ObjectNode) bench.heardJson()).at("/result/isError").asBoolean())
                    .isTrue();
            bench.pass(500);
            bench.process().answer(error(-32022, "no"));
            bench.process().answer(discoverResult(ALL));
            assertThat(bench.process().told.remove()).contains("toolsListChanged");
            assertThat(bench.process().told.remove()).contains("\"a:1\"");
            assertThat(bench.host).isEmpty();
        }
    }

    private static String acknowledged(JsonNode id, String granted) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":"
                + id + "},\"notifications\":{" + granted + "}}}";
    }

    private static String tagged(String what, JsonNode id, String params) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/" + what + "\",\"params\":{" + params
                + "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + id + "}}}";
    }
}
