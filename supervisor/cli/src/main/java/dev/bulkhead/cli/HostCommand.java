package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.consent.Visible;
import dev.bulkhead.hostfiles.Configured;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.home.TenantId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bulkhead host}: the files of AI hosts that launch us, and the hosts that the consultant has answered about for good. */
@Command(
        name = "host",
        description = "Connects AI hosts to tenants, and lists, checks and revokes them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "add|list|check|remove|bundle|revoke",
        subcommands = {
            HostFileCommands.Add.class,
            HostCommand.ListAll.class,
            HostCheckCommand.class,
            HostFileCommands.Remove.class,
            HostBundleCommand.class,
            HostCommand.Revoke.class
        })
final class HostCommand extends Group {
    @Command(
            name = "list",
            description = "Lists the hosts' files that launch us, and the hosts that are known; of one tenant or all.",
            mixinStandardHelpOptions = true)
    static final class ListAll extends Errand {
        @Parameters(paramLabel = "TENANT", arity = "0..1")
        @Nullable
        String tenant;

        @Override
        public Integer call() throws Exception {
            ObjectNode args = tenant == null ? Connection.args() : of(tenant);
            try (Connection supervisor = Connection.open()) {
                JsonNode known = supervisor.call("host.list", args).path("hosts");
                ArrayNode all = ControlClient.JSON.createArrayNode();
                for (Configured each : Configured.all(Places.here(), why -> err().println("bulkhead: " + why))) {
                    if (tenant == null
                            || each.tenant()
                                    .map(TenantId::value)
                                    .filter(tenant::equals)
                                    .isPresent()) {
                        all.add(HostFileCommands.json(each));
                    }
                }
                known.forEach(each -> all.add(((ObjectNode) each).put("kind", "known")));
                return tell(all, this::print);
            }
        }

        private void print(JsonNode hosts) {
            if (hosts.isEmpty()) {
                out().println("No AI host is set up or known: 'bulkhead host add --help' shows how.");
            }
            for (JsonNode host : hosts) {
                if (host.path("kind").asText().equals("file")) {
                    out().printf(
                                    "%-14s %-20s %s in %s%n",
                                    host.path("host").asText(),
                                    host.path("tenant").asText().isEmpty()
                                            ? "(the active one)"
                                            : host.path("tenant").asText(),
                                    Visible.of(host.path("name").asText()),
                                    host.path("file").asText());
                    continue;
                }
                out().printf(
                                "%s  %-20s %-7s since %s  %s%s  sha256 %s  tools %s%n",
                                host.path("id").asText(),
                                host.path("tenant").asText(),
                                host.path("answer").asText(),
                                host.path("since").asText(),
                                Visible.of(host.path("executable").asText()),
                                host.has("script")
                                        ? " " + Visible.of(host.path("script").asText())
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
                            + Visible.of(revoked.path("executable").asText()) + " for " + tenant + "."));
        }
    }
}
