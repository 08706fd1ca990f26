package dev.bulkhead.acceptance;

import static dev.bulkhead.acceptance.Agency.passphrase;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The consultant at a terminal: what waits, and the answers. */
record Questions(Bulkhead bulkhead) {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** What waits for a tenant's consultant. */
    List<JsonNode> pending(String tenant) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode question : bulkhead.pending()) {
            if (question.path("tenant").asText().equals(tenant)) {
                found.add(question);
            }
        }
        return found;
    }

    /** The one question of a tenant that must come. */
    JsonNode await(String tenant) throws IOException {
        Await.until(
                "the consultant of " + tenant + " is asked",
                SOON,
                () -> pending(tenant).size() == 1);
        return pending(tenant).getFirst();
    }

    Result approve(String tenant, JsonNode question, String... options) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("approve", question.path("id").asText(), "--passphrase-stdin"));
        all.addAll(List.of(options));
        return bulkhead.runWith(passphrase(tenant) + "\n", all.toArray(String[]::new));
    }

    void approved(String tenant, JsonNode question, String... options) throws IOException {
        Result result = approve(tenant, question, options);
        if (result.exit() != 0) {
            throw new AssertionError("not approved: " + result.err());
        }
    }

    void deny(JsonNode question, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("deny", question.path("id").asText()));
        all.addAll(List.of(options));
        bulkhead.ok(all.toArray(String[]::new));
    }
}
