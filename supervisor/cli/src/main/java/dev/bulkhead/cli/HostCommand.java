package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bulkhead host}: the AI hosts that the consultant has answered about for good. */
@Command(
        name = "host",
        description = "Lists the AI hosts that are known, and revokes them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "list|revoke",
        subcommands = {HostCommand.ListAll.class, HostCommand.Revoke.class})
final class HostCommand extends Group {
    @Command(
            name = "list",
            description = "Lists the known AI hosts, of one tenant or all.",
            mixinStandardHelpOptions = true)
    static final class ListAll extends Errand {
        @Parameters(paramLabel = "TENANT", arity = "0..1")
        @Nullable
        String tenant;

        @Override
        public Integer call() throws Exception {
            ObjectNode args = tenant == null ? Connection.args() : of(tenant);
            return list("host.list", args, "hosts", this::print);
        }

        private void print(JsonNode hosts) {
            if (hosts.isEmpty()) {
                out().println("No AI host is known.");
            }
            for (JsonNode host : hosts) {
                out().printf(
                                "%s  %-20s %-7s since %s  %s%s  sha256 %s  tools %s%n",
                                host.path("id").asText(),
                                host.path("tenant").asText(),
                                host.path("answer").asText(),
                                host.path("since").asText(),
                                Consent.visible(host.path("executable").asText()),
                                host.has("script")
                                        ? " "
                                                + Consent.visible(
                                                        host.path("script").asText())
                                        : "",
                                Questions.shortened(host.path("sha256").asText()),
                                Questions.joined(host.path("tools")));
            }
        }
    }

    @Command(
            name = "revoke",
            description = "Forgets an AI host: it is asked about again, and its connections fall back to the lobby.",
            mixinStandardHelpOptions = true)
    static final class Revoke extends Errand {
        @Parameters(index = "0", paramLabel = "TENANT")
        String tenant;

        @Parameters(index = "1", paramLabel = "ID", description = "As 'bulkhead host list' shows it.")
        String id;

        @Override
        public Integer call() throws Exception {
            return ask(
                    "host.revoke",
                    of(tenant).put("id", id),
                    revoked -> out().println("Revoked "
                            + Consent.visible(revoked.path("executable").asText()) + " for " + tenant + "."));
        }
    }
}
