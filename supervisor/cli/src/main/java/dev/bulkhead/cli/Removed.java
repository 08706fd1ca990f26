package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** Says that older events have left an audit, where an answer says so. Stateless. */
final class Removed {
    private Removed() {}

    /** @param to stderr: what is asked for stands alone in the output */
    static void tell(JsonNode answer, PrintWriter to) {
        JsonNode removed = answer.path("removed");
        if (removed.isObject()) {
            to.println("The events before " + removed.path("before").asText() + " (1 to "
                    + removed.path("rows").asLong() + ") have left by 'audit.retention'.");
        }
    }
}
