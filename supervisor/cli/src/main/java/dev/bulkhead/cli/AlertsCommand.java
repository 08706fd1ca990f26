package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.consent.Visible;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead alerts}: what the rules found, what waits for the consultant, and what became of the last questions. */
@Command(
        name = "alerts",
        description = "Shows the open alerts, what waits for you, and the last answers since the supervisor started.",
        mixinStandardHelpOptions = true,
        subcommands = AlertsCommand.Acknowledge.class)
final class AlertsCommand extends Errand {
    @Parameters(paramLabel = "TENANT", arity = "0..1", description = "Only what is of this tenant.")
    @Nullable
    String tenant;

    @Option(names = "--all", description = "Also alerts that were acknowledged.")
    boolean all;

    @Override
    public Integer call() throws Exception {
        ObjectNode args = tenant == null ? Connection.args() : of(tenant);
        try (Connection supervisor = Connection.open()) {
            JsonNode alerts = supervisor.call("alerts.list", args.put("all", all));
            JsonNode questions = supervisor.call("approvals.alerts", Connection.args());
            ObjectNode document = Connection.args();
            document.set("alerts", alerts.path("alerts"));
            document.set("pending", ofTenant(questions.path("pending")));
            document.set("recent", ofTenant(questions.path("recent")));
            return tell(document, this::print);
        }
    }

    private JsonNode ofTenant(JsonNode questions) {
        ObjectNode kept = Connection.args();
        kept.putArray("all");
        for (JsonNode question : questions) {
            if (tenant == null || question.path("tenant").asText().equals(tenant)) {
                kept.withArray("all").add(question);
            }
        }
        return kept.path("all");
    }

    private void print(JsonNode found) {
        found.path("alerts").forEach(this::show);
        if (!found.path("alerts").isEmpty()) {
            out().println("Acknowledge with: bulkhead alerts acknowledge ID --reason TEXT");
            out().println();
        }
        if (found.path("pending").isEmpty()) {
            out().println("Nothing waits for you.");
        }
        found.path("pending").forEach(question -> Questions.show(out(), question));
        if (!found.path("recent").isEmpty()) {
            out().println();
            out().println("Answered before:");
        }
        for (JsonNode recent : found.path("recent")) {
            boolean call = recent.path("kind").asText().equals("call");
            out().printf(
                            "%s  %-10s %-20s %s %s%n",
                            recent.path("answered").asText(),
                            recent.path("answer").asText(),
                            recent.path("tenant").asText(),
                            recent.path("kind").asText(),
                            Visible.of(
                                    call
                                            ? recent.path("tool").asText()
                                            : recent.at("/host/executable").asText()));
        }
    }

    private void show(JsonNode alert) {
        out().printf(
                        "%s  %s  %-20s %s (%s)%n",
                        alert.path("id").asText(),
                        alert.path("at").asText(),
                        alert.path("tenant").asText(),
                        alert.path("rule").asText(),
                        alert.path("done").asText());
        out().println("    " + Visible.of(alert.path("what").asText()));
        if (alert.has("acknowledged")) {
            out().println("    acknowledged: "
                    + Visible.of(alert.at("/acknowledged/reason").asText()) + "  (by "
                    + Visible.of(alert.at("/acknowledged/by").asText()) + ", "
                    + alert.at("/acknowledged/at").asText() + ")");
        }
    }

    @Command(
            name = "acknowledge",
            description = "Says that you have looked into an alert, and what came of it.",
            mixinStandardHelpOptions = true)
    static final class Acknowledge extends Errand {
        @Parameters(paramLabel = "ID", description = "The alert, as 'bulkhead alerts' shows it.")
        String id;

        @Option(
                names = "--reason",
                required = true,
                paramLabel = "TEXT",
                description = "What came of it: one line, for the audit.")
        String reason;

        @Override
        public Integer call() throws Exception {
            return ask(
                    "alerts.acknowledge",
                    Connection.args().put("id", id).put("reason", reason),
                    done -> out().println("Acknowledged " + id + "."));
        }
    }
}
