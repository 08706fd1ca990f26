package dev.bulkhead.tenantserver.upstream;

import static dev.bulkhead.tenantserver.upstream.Bench.initializeResult;
import static dev.bulkhead.tenantserver.upstream.Bench.read;
import static dev.bulkhead.tenantserver.upstream.Bench.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** A host of 2026-07-28 at an upstream with initialize, and what both say in tests. */
final class ModernHost {
    static final String CAPABILITIES = "{\"tools\":{\"listChanged\":true},\"logging\":{},\"prompts\":{},"
            + "\"resources\":{\"subscribe\":true},\"tasks\":{\"requests\":{\"tools\":{\"call\":{}}}}}";
    static final String ARGUMENTS =
            "\"name\":\"book\",\"arguments\":{\"n\":1.0,\"b\":98765432109876543210,\"\\u0061\":[ 1,2 ]}";

    private ModernHost() {}

    /** Returns a bench whose upstream has shaken hands, and has been asked for its tools. */
    static Bench open() {
        Bench bench = Bench.modern("legacy");
        bench.send(request("\"first\"", "tools/list", ""));
        bench.process().answer(initializeResult(CAPABILITIES));
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

    /** The upstream asks the host. {@code params} without braces. */
    static String ask(String id, String method, String params) {
        return "{\"method\":\"" + method + "\",\"params\":{" + params + "},\"jsonrpc\":\"2.0\",\"id\":" + id + "}";
    }

    static String form(String id) {
        return ask(id, "elicitation/create", "\"message\":\"Seat?\",\"requestedSchema\":{\"n\":1.0}");
    }

    static String answer(JsonNode id, String rest) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + rest + "}";
    }

    static String withMeta(String id, String method, String params, String meta) {
        return request(id, method, params).replace("\"_meta\":{", "\"_meta\":{" + meta + ",");
    }

    /** The host makes a call again that it was asked about. {@code responses} without braces. */
    static String retry(String id, JsonNode asked, String responses) {
        return request(
                id,
                "tools/call",
                ARGUMENTS + ",\"inputResponses\":{" + responses + "},\"requestState\":"
                        + asked.at("/result/requestState"));
    }

    /** Sends a call, lets the upstream ask, and returns the upstream's id of the call and what the host heard. */
    static JsonNode[] parked(Bench bench, String id, String... asks) {
        bench.send(request(id, "tools/call", ARGUMENTS));
        JsonNode sent = read(bench.process().told.remove());
        for (String ask : asks) {
            bench.process().say(ask);
        }
        assertThat(bench.host).isEmpty();
        bench.pass(20);
        return new JsonNode[] {sent.get("id"), bench.heardJson()};
    }
}
