package dev.bulkhead.tenantserver.upstream;

import static dev.bulkhead.tenantserver.upstream.Bench.error;
import static dev.bulkhead.tenantserver.upstream.Bench.initializeResult;
import static dev.bulkhead.tenantserver.upstream.Bench.read;
import static dev.bulkhead.tenantserver.upstream.Bench.request;
import static dev.bulkhead.tenantserver.upstream.ModernHost.ARGUMENTS;
import static dev.bulkhead.tenantserver.upstream.ModernHost.CAPABILITIES;
import static dev.bulkhead.tenantserver.upstream.ModernHost.answer;
import static dev.bulkhead.tenantserver.upstream.ModernHost.form;
import static dev.bulkhead.tenantserver.upstream.ModernHost.open;
import static dev.bulkhead.tenantserver.upstream.ModernHost.parked;
import static dev.bulkhead.tenantserver.upstream.ModernHost.retry;
import static dev.bulkhead.tenantserver.upstream.ModernHost.withMeta;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** A host of 2026-07-28 and an upstream with initialize: table B of the reference, row by row. */
class ModernHostTest {
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
            bench.process().answer(initializeResult(CAPABILITIES));
            bench.process().told.remove();
            assertThat(bench.process().answer("\"result\":{}")).contains("resources/subscribe", "a:1");
            assertThat(bench.host).isEmpty();
            bench.send(retry("8", parked[1], "\"ask-1\":{\"action\":\"accept\"}"));
            assertThat(bench.heardJson().at("/error/code").asInt()).isEqualTo(-32602);
        }
    }
}
