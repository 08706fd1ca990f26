package dev.bulkhead.tenantserver.upstream;

import static dev.bulkhead.tenantserver.upstream.Bench.read;
import static dev.bulkhead.tenantserver.upstream.Bench.request;
import static dev.bulkhead.tenantserver.upstream.ModernHost.ARGUMENTS;
import static dev.bulkhead.tenantserver.upstream.ModernHost.answer;
import static dev.bulkhead.tenantserver.upstream.ModernHost.ask;
import static dev.bulkhead.tenantserver.upstream.ModernHost.form;
import static dev.bulkhead.tenantserver.upstream.ModernHost.open;
import static dev.bulkhead.tenantserver.upstream.ModernHost.parked;
import static dev.bulkhead.tenantserver.upstream.ModernHost.retry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Calls of a host of 2026-07-28 that an upstream with initialize asks about: they wait until the host comes back with the answers. */
class ParkedCallsTest {
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
    void aCallThatWaitsForItsHostHoldsUpNoOtherButOneThatRunsDoes() {
        try (Bench bench = open()) {
            JsonNode[] parked = parked(bench, "7", form("0"));
            bench.send(request("10", "tools/call", ARGUMENTS));
            bench.process().answer("\"result\":{}");
            assertThat(bench.heardJson().get("id").asInt()).isEqualTo(10);
            bench.send(retry("8", parked[1], "\"ask-1\":{\"action\":\"accept\"}"));
            bench.process().told.remove();
            bench.send(request("11", "tools/call", ARGUMENTS));
            assertThat(bench.process().told).isEmpty();
            bench.process().say(answer(parked[0], "\"result\":{}"));
            assertThat(bench.heardJson().get("id").asInt()).isEqualTo(8);
            bench.process().answer("\"result\":{}");
            assertThat(bench.heardJson().get("id").asInt()).isEqualTo(11);
        }
    }

    @Test
    void aQueuedCallCanBeCancelled() {
        try (Bench bench = open()) {
            JsonNode[] parked = parked(bench, "7", form("0"));
            bench.send(retry("8", parked[1], "\"ask-1\":{\"action\":\"accept\"}"));
            bench.process().told.clear();
            bench.send(request("10", "tools/call", ARGUMENTS));
            bench.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":10}}");
            bench.process().say(answer(parked[0], "\"result\":{}"));
            assertThat(bench.process().told).isEmpty();
            assertThat(bench.host).hasSize(1);
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
