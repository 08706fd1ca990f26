package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.control.ControlRefusedException;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead approve}: shows what waits for the consultant, and consents to one of it. */
@Command(
        name = "approve",
        description =
                "Shows the AI hosts and calls that wait for you; with an ID, consents to one. Needs the passphrase.",
        mixinStandardHelpOptions = true)
final class ApproveCommand extends Errand {
    @Parameters(paramLabel = "ID", arity = "0..1", description = "The question, as 'approve' shows it.")
    @Nullable
    String id;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "once (unless given), session; always for a host; today for a tool.")
    @Nullable
    String scope;

    @Option(
            names = "--tools",
            paramLabel = "TOOL,…",
            description = "The only tools that the host may call; patterns with '*' may be used.")
    @Nullable
    String tools;

    @Mixin
    Passphrase passphrase;

    @Override
    public Integer call() throws Exception {
        String one = id;
        if (one == null) {
            return list("approvals.list", Connection.args(), "pending", this::print);
        }
        if (scope != null && !List.of("once", "session", "always", "today").contains(scope)) {
            throw wrong("--scope is once, session, always or today");
        }
        ObjectNode args = Connection.args().put("id", one);
        if (scope != null) {
            args.put("scope", scope);
        }
        if (tools != null) {
            for (String tool : tools.split(",", -1)) {
                args.withArray("tools").add(tool.trim());
            }
        }
        String tenant = shown(one);
        try (SecretBytes secret = passphrase.of(tenant, ", to approve this")) {
            return ask(
                    "approvals.approve",
                    args,
                    done -> out().println("Approved " + one + " ("
                            + done.path("scope").asText() + ")."),
                    secret);
        }
    }

    /** Nobody consents to what they have not seen. Returns whose passphrase it takes. */
    private String shown(String wanted) throws IOException, ControlRefusedException {
        try (Connection supervisor = Connection.open()) {
            for (JsonNode question :
                    supervisor.call("approvals.list", Connection.args()).path("pending")) {
                if (question.path("id").asText().equals(wanted)) {
                    if (!passphrase.stdin) {
                        Questions.show(err(), question);
                        err().flush();
                    }
                    return question.path("tenant").asText();
                }
            }
        }
        throw new IOException("no question '" + wanted
                + "' waits: it was answered, withdrawn or refused by time. See 'bulkhead alerts'");
    }

    private void print(JsonNode pending) {
        if (pending.isEmpty()) {
            out().println("Nothing waits for you.");
            return;
        }
        pending.forEach(question -> Questions.show(out(), question));
        out().println();
        out().println("Answer with: bulkhead approve ID [--scope once|session|always|today], or: bulkhead deny ID");
    }
}
