package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code bulkhead alerts}: what waits for the consultant, and what became of the last questions. */
@Command(
        name = "alerts",
        description = "Shows what waits for you, and the last answers since the supervisor started.",
        mixinStandardHelpOptions = true)
final class AlertsCommand extends Errand {
    @Override
    public Integer call() throws Exception {
        return ask("approvals.alerts", Connection.args(), this::print);
    }

    private void print(JsonNode alerts) {
        if (alerts.path("pending").isEmpty()) {
            out().println("Nothing waits for you.");
        }
        alerts.path("pending").forEach(question -> Questions.show(out(), question));
        if (!alerts.path("recent").isEmpty()) {
            out().println();
            out().println("Answered before:");
        }
        for (JsonNode recent : alerts.path("recent")) {
            boolean call = recent.path("kind").asText().equals("call");
            out().printf(
                            "%s  %-10s %-20s %s %s%n",
                            recent.path("answered").asText(),
                            recent.path("answer").asText(),
                            recent.path("tenant").asText(),
                            recent.path("kind").asText(),
                            Consent.visible(
                                    call
                                            ? recent.path("tool").asText()
                                            : recent.at("/host/executable").asText()));
        }
    }
}
