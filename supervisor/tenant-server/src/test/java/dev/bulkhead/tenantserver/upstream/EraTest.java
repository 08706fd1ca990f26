package dev.bulkhead.tenantserver.upstream;

import static dev.bulkhead.tenantserver.upstream.Bench.discoverResult;
import static dev.bulkhead.tenantserver.upstream.Bench.error;
import static dev.bulkhead.tenantserver.upstream.Bench.initializeResult;
import static dev.bulkhead.tenantserver.upstream.Bench.read;
import static dev.bulkhead.tenantserver.upstream.Bench.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Which era an upstream speaks is found out by asking in the host's own first. */
class EraTest {
    private static final String LEGACY_LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    private static final String MODERN_LIST = request("1", "tools/list", "");
    private static final String REFUSED_BUT_SUPPORTED = "\"error\":{\"code\":-32022,\"message\":\"Not yet\","
            + "\"data\":{\"supported\":[\"2099-01-01\", \"2026-07-28\"],\"requested\":\"2026-07-28\"}}";

    @Test
    void aLegacyHostsServerIsAskedInItsOwnEraAndNoVerdictIsDrawn() {
        try (Bench bench = Bench.legacy("modern")) {
            bench.send(LEGACY_LIST);
            assertThat(bench.process().answer(initializeResult("{}"))).contains("\"initialize\"");
            assertThat(bench.events).noneMatch(event -> event.startsWith("verdict"));
        }
    }

    @Test
    void aServerThatRefusesInitializeIsAskedWhetherItIsModern() {
        try (Bench bench = Bench.legacy(null)) {
            bench.send(LEGACY_LIST);
            bench.process().answer(error(-32022, "Unsupported protocol version"));
            JsonNode discover =
                    read(bench.process().answer(discoverResult("{\"tools\":{},\"extensions\":{\"x\":{}}}")));
            assertThat(discover.get("method").asText()).isEqualTo("server/discover");
            JsonNode meta = discover.at("/params/_meta");
            assertThat(meta.get("io.modelcontextprotocol/protocolVersion").asText())
                    .isEqualTo("2026-07-28");
            assertThat(meta.get("io.modelcontextprotocol/clientInfo")
                            .get("name")
                            .asText())
                    .isEqualTo("h");
            assertThat(meta.get("io.modelcontextprotocol/clientCapabilities"))
                    .isEqualTo(read("{\"roots\":{},\"sampling\":{},\"elicitation\":{\"form\":{},\"url\":{}}}"));
            assertThat(bench.events).containsExactly("verdict modern", "ready {\"tools\":{}} Be kind.");
            assertThat(bench.process().told.remove()).contains("tools/list", "2026-07-28");
        }
    }

    @Test
    void aModernServerThatExitsAtInitializeIsStartedAgainWhenItIsKnownToBeModern() {
        try (Bench bench = Bench.legacy("modern")) {
            bench.send(LEGACY_LIST);
            bench.process().end("exit status 1");
            assertThat(bench.processes).hasSize(2);
            assertThat(bench.process().answer(discoverResult("{}"))).contains("server/discover");
            assertThat(bench.events).contains("verdict modern");
        }
    }

    @Test
    void aLegacyServerThatAnswersDiscoverWithAnErrorIsInitialized() {
        try (Bench bench = Bench.modern(null)) {
            bench.send(MODERN_LIST);
            bench.process().answer(error(-32601, "Method not found"));
            JsonNode params = read(bench.process().answer(initializeResult("{\"tools\":{},\"tasks\":{}}")))
                    .get("params");
            assertThat(params)
                    .isEqualTo(read(Bench.LEGACY_PARAMS
                            .replace("\"roots\":{\"listChanged\":true}", "\"roots\":{}")
                            .replace(",\"tasks\":{}", "")));
            assertThat(bench.process().told.remove()).contains("notifications/initialized");
            assertThat(read(bench.process().told.remove()).get("method").asText())
                    .isEqualTo("tools/list");
            assertThat(bench.events).containsExactly("verdict legacy", "ready {\"tools\":{}} Be kind.");
        }
    }

    @Test
    void aServerThatExitsAtDiscoverIsStartedAgainAndInitialized() {
        try (Bench bench = Bench.modern(null)) {
            bench.send(MODERN_LIST);
            bench.process().end("exit status 1");
            assertThat(bench.processes).hasSize(2);
            assertThat(bench.process().answer(initializeResult("{}"))).contains("\"initialize\"");
            assertThat(bench.events).contains("verdict legacy");
            bench.process().end("exit status 2");
            bench.pass(500);
            assertThat(bench.process().answer(initializeResult("{}"))).contains("\"initialize\"");
        }
    }

    @Test
    void theHostsProgressTokenIsNotSpentOnDiscover() {
        try (Bench bench = Bench.modern("{\"progressToken\":1," + Bench.META + "}", null)) {
            bench.send(MODERN_LIST);
            assertThat(read(bench.process().told.remove()).at("/params/_meta")).isEqualTo(read("{" + Bench.META + "}"));
        }
    }

    @Test
    void aServerThatExitsAtEverythingIsGivenUp() {
        try (Bench bench = Bench.modern(null)) {
            bench.send(MODERN_LIST);
            bench.process().end("exit status 1");
            bench.process().end("exit status 1");
            assertThat(bench.processes).hasSize(2);
            assertThat(bench.heardJson().at("/error/message").asText()).contains("'crm'", "exit status 1");
            assertThat(bench.events).containsExactly("gone it could not be started: exit status 1");
        }
    }

    @Test
    void aServerThatIsSilentAtDiscoverIsInitializedAfterTwoSeconds() {
        try (Bench bench = Bench.modern(null)) {
            bench.send(MODERN_LIST);
            bench.process().told.remove();
            bench.pass(1999);
            assertThat(bench.process().told).isEmpty();
            bench.pass(1);
            assertThat(bench.process().answer(initializeResult("{}"))).contains("\"initialize\"");
            assertThat(bench.events).contains("verdict legacy");
        }
    }

    @Test
    void aSlowModernServerIsModernAllTheSame() {
        try (Bench bench = Bench.modern(null)) {
            bench.send(MODERN_LIST);
            bench.pass(2000);
            bench.process().answer(discoverResult("{}"));
            assertThat(bench.process().answer(error(-32022, "no"))).contains("\"initialize\"");
            assertThat(bench.events).startsWith("verdict modern");
            assertThat(bench.process().told.remove()).isEqualTo(MODERN_LIST);
        }
    }

    @Test
    void aSlowServerOfBothErasIsStartedAgainAndSpokenToInTheErasOfTheHost() {
        try (Bench bench = Bench.modern(null)) {
            bench.send(MODERN_LIST);
            bench.pass(2000);
            bench.process().answer(discoverResult("{}"));
            bench.process().answer(initializeResult("{}"));
            assertThat(bench.processes).hasSize(2);
            assertThat(bench.processes.getFirst().isClosed).isTrue();
            bench.pass(10_000);
            assertThat(bench.process().answer(discoverResult("{}"))).contains("server/discover");
            assertThat(bench.events).startsWith("verdict modern").doesNotContain("verdict legacy");
            assertThat(bench.process().told).containsExactly(MODERN_LIST);
        }
    }

    @Test
    void aServerOfBothErasThatIsTooSlowTwiceIsPinnedToLegacyButRememberedAsModern() {
        try (Bench bench = Bench.modern(null)) {
            bench.send(MODERN_LIST);
            bench.pass(2000);
            bench.process().answer(discoverResult("{}"));
            bench.process().answer(initializeResult("{}"));
            bench.pass(20_000);
            bench.process().answer(discoverResult("{}"));
            assertThat(bench.process().answer(initializeResult("{}"))).contains("\"initialize\"");
            assertThat(bench.processes).hasSize(2);
            assertThat(bench.events).startsWith("verdict modern").doesNotContain("verdict legacy");
            assertThat(bench.process().told.remove()).contains("notifications/initialized");
        }
    }

    @Test
    void aModernRefusalIsNeverFallenBackFrom() {
        try (Bench bench = Bench.modern(null)) {
            bench.send(MODERN_LIST);
            bench.process().answer(error(-32022, "Unsupported protocol version"));
            assertThat(bench.process().told).isEmpty();
            assertThat(bench.heardJson().at("/error/message").asText()).contains("Unsupported protocol version");
        }
    }

    @Test
    void aServerThatRefusesOnceButNamesOurVersionIsAskedOnceMore() {
        try (Bench bench = Bench.modern(null)) {
            bench.send(MODERN_LIST);
            JsonNode first = read(bench.process().answer(REFUSED_BUT_SUPPORTED));
            JsonNode second = read(bench.process().told.element());
            assertThat(second.get("id")).isNotEqualTo(first.get("id"));
            assertThat(second.get("params")).isEqualTo(first.get("params"));
            bench.pass(10_000);
            assertThat(bench.process().answer(discoverResult("{}"))).contains("server/discover");
            assertThat(bench.events).startsWith("verdict modern");
            assertThat(bench.process().told.remove()).isEqualTo(MODERN_LIST);
        }
    }

    @Test
    void aServerThatRefusesTheVersionThatItNamesIsNotAskedForEver() {
        try (Bench bench = Bench.modern(null)) {
            bench.send(MODERN_LIST);
            bench.process().answer(REFUSED_BUT_SUPPORTED);
            bench.process().answer(REFUSED_BUT_SUPPORTED);
            assertThat(bench.process().told).isEmpty();
            assertThat(bench.heardJson().at("/error/message").asText()).contains("refuses us", "Not yet");
        }
    }

    @Test
    void aServerThatIsSilentOrEndsWhenAskedOnceMoreIsGivenUpAndNotInitialized() {
        try (Bench silent = Bench.modern(null);
                Bench ending = Bench.modern(null)) {
            silent.send(MODERN_LIST);
            silent.process().answer(REFUSED_BUT_SUPPORTED);
            silent.process().told.remove();
            silent.pass(20_000);
            assertThat(silent.process().told).isEmpty();
            assertThat(silent.heardJson().at("/error/message").asText()).contains("refuses us", "Not yet");
            ending.send(MODERN_LIST);
            ending.process().answer(REFUSED_BUT_SUPPORTED);
            ending.process().end("exit status 1");
            assertThat(ending.processes).hasSize(1);
            assertThat(ending.heardJson().at("/error/message").asText()).contains("Not yet", "exit status 1");
        }
    }

    @Test
    void aLegacyHostsServerIsAskedOnceMoreToo() {
        try (Bench bench = Bench.legacy(null)) {
            bench.send(LEGACY_LIST);
            bench.process().answer(error(-32022, "no"));
            bench.process().answer(REFUSED_BUT_SUPPORTED);
            assertThat(bench.process().answer(discoverResult("{\"tools\":{}}"))).contains("server/discover");
            assertThat(bench.events).containsExactly("verdict modern", "ready {\"tools\":{}} Be kind.");
        }
    }

    @Test
    void whatIsKnownToBeLegacyIsNotProbedAndWhatHasChangedSinceHeals() {
        try (Bench bench = Bench.modern("legacy")) {
            bench.send(MODERN_LIST);
            assertThat(bench.process().answer(error(-32022, "no"))).contains("\"initialize\"");
            assertThat(bench.process().answer(discoverResult("{}"))).contains("server/discover");
            assertThat(bench.events).startsWith("verdict modern");
        }
    }

    @Test
    void whatIsKnownToBeModernHasTimeToStartAndHealsWhenItIsNot() {
        try (Bench bench = Bench.modern("modern")) {
            bench.send(MODERN_LIST);
            bench.pass(10_000);
            assertThat(bench.process().answer(error(-32601, "no"))).contains("server/discover");
            assertThat(bench.process().told).isNotEmpty();
            bench.process().answer(initializeResult("{}"));
            assertThat(bench.events).startsWith("verdict legacy");
        }
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() {
        try (Bench bench = Bench.legacy(null)) {
            bench.send(LEGACY_LIST);
            bench.process().say("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"ping\"}");
            bench.pass(120_000);
            assertThat(bench.heardJson().at("/error/message").asText()).contains("has not answered initialize");
            assertThat(bench.processes.getFirst().isClosed).isTrue();
        }
    }

    @Test
    void tooMuchThatWaitsIsRefusedAndWhatWasCancelledIsForgotten() {
        try (Bench bench = Bench.legacy(null)) {
            String big = "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/call\",\"params\":{\"a\":\""
                    + "x".repeat(5_000_000) + "\"}}";
            bench.send(String.format(java.util.Locale.ROOT, big, 1));
            bench.send(String.format(java.util.Locale.ROOT, big, 2));
            assertThat(bench.heardJson().get("id").asInt()).isEqualTo(2);
            bench.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
            bench.process().answer(initializeResult("{}"));
            assertThat(bench.process().told).hasSize(1);
        }
    }

    @Test
    void pausesGrowAndBeginAnewAfterAWhile() {
        Pause pause = new Pause();
        long second = 1_000_000_000L;
        assertThat(pause.begin(0)).isEqualTo(500);
        assertThat(pause.left(0)).isEqualTo("0.5 s");
        assertThat(pause.begin(0)).isEqualTo(1000);
        for (int i = 0; i < 70; i++) {
            pause.begin(0);
        }
        assertThat(pause.begin(0)).isEqualTo(30_000);
        pause.served(0);
        assertThat(pause.begin(10 * second)).isEqualTo(30_000);
        pause.served(0);
        assertThat(pause.begin(60 * second)).isEqualTo(500);
    }
}
