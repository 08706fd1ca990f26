package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.control.ControlRefusedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What {@code bulkhead doctor --escape} asks for and prints: every attempt to get out of a tenant's sandboxes, with its verdict. */
final class EscapeTable {
    private final PrintWriter out;
    private final PrintWriter err;

    EscapeTable(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** Has everything tried; returns 1 when something is open. */
    int print(String tenant, boolean asJson) throws IOException, ControlRefusedException {
        List<JsonNode> attempts = new ArrayList<>();
        JsonNode result;
        try (Connection supervisor = Connection.open()) {
            result = supervisor.call("escape", Connection.args().put("tenant", tenant), new ControlClient.Progress() {
                @Override
                public void progress(String what) {
                    if (!asJson) {
                        err.println(what);
                    }
                }

                @Override
                public void item(JsonNode item) {
                    attempts.add(item);
                }
            });
        }
        if (asJson) {
            ObjectNode document = ((ObjectNode) result).deepCopy();
            ArrayNode all = document.putArray("attempts");
            attempts.forEach(all::add);
            Connection.print(out, document);
        } else {
            words(attempts, result);
        }
        return attempts.stream().anyMatch(EscapeTable::isOpen) ? 1 : 0;
    }

    private static boolean isOpen(JsonNode attempt) {
        return attempt.path("verdict").asText().equals("open");
    }

    private void words(List<JsonNode> attempts, JsonNode result) {
        String group = "";
        for (JsonNode attempt : attempts) {
            if (!attempt.path("group").asText().equals(group)) {
                group = attempt.path("group").asText();
                out.println(group);
            }
            out.printf(
                    "  %-9s %-6s  %-22s %s, %s%s%n",
                    isOpen(attempt) ? "OPEN" : attempt.path("verdict").asText(),
                    attempt.path("language").asText(),
                    attempt.path("attempt").asText(),
                    attempt.path("what").asText(),
                    attempt.path("how").asText(),
                    attempt.path("twinOpen").asBoolean() ? "" : " (shows nothing here: the twin did not work either)");
            if (attempt.has("explanation")) {
                out.println("            " + attempt.path("explanation").asText());
            }
        }
        List<String> counts = new ArrayList<>();
        result.path("verdicts")
                .properties()
                .forEach(count -> counts.add(count.getValue().asInt() + " " + count.getKey()));
        out.println(String.join(", ", counts) + ", under profile "
                + result.path("profile").asText());
    }
}
