package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.hostfiles.Configured;
import dev.bulkhead.hostfiles.HostCheck;
import dev.bulkhead.hostfiles.HostFile;
import dev.bulkhead.hostfiles.Places;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.protocol.home.TenantId;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead host check}: starts what hosts' files say, as the hosts would. */
@Command(
        name = "check",
        description = "Starts what stands in the hosts' files, as the hosts would, and lists the tools that come.",
        mixinStandardHelpOptions = true)
final class HostCheckCommand extends Errand {
    @Parameters(paramLabel = "HOST", arity = "0..1", description = "One host; all that launch us unless given.")
    @Nullable
    String host;

    @Option(names = "--tenant", paramLabel = "TENANT")
    @Nullable
    String tenant;

    @Option(names = "--file", paramLabel = "FILE", description = "The host's file, where it is not in its usual place.")
    @Nullable
    Path file;

    private boolean failed;

    @Override
    public Integer call() throws Exception {
        if (file != null && host == null) {
            throw wrong("--file is of one host: name it");
        }
        List<Configured> wanted = wanted();
        if (wanted.isEmpty()) {
            err().println("bulkhead: no entry of ours stands in a host's file: see 'bulkhead host add --help'");
            return 1;
        }
        ArrayNode all = ControlClient.JSON.createArrayNode();
        for (Configured each : wanted) {
            progress()
                    .progress("starting what " + each.file().path() + " says of "
                            + named(each.tenant().map(TenantId::value).orElse("")));
            all.add(checked(each));
        }
        tell(all, checks -> checks.forEach(this::print));
        return failed ? 1 : 0;
    }

    private List<Configured> wanted() throws Exception {
        List<Configured> all = file != null && host != null
                ? Configured.in(new HostFile(HostFileCommands.program(this, host), file.toAbsolutePath()))
                : Configured.all(Places.here(), this::unreadable);
        if (host != null) {
            HostFileCommands.program(this, host);
        }
        return all.stream()
                .filter(each -> host == null || each.file().host().id().equals(host))
                .filter(each -> tenant == null
                        || each.tenant()
                                .map(TenantId::value)
                                .filter(tenant::equals)
                                .isPresent())
                .toList();
    }

    private void unreadable(String why) {
        failed = true;
        err().println("bulkhead: " + why);
    }

    private ObjectNode checked(Configured each) {
        HostCheck.Outcome outcome = HostCheck.run(each.entry(), System.getenv());
        failed = failed || !outcome.problem().isEmpty();
        ObjectNode json = HostFileCommands.json(each)
                .put("ok", outcome.problem().isEmpty())
                .put("server", outcome.server())
                .put("lobby", outcome.isLobby())
                .put("millis", outcome.millis());
        outcome.tools().forEach(json.putArray("tools")::add);
        if (!outcome.problem().isEmpty()) {
            json.put("problem", outcome.problem());
        }
        return json;
    }

    private static String named(String tenant) {
        return tenant.isEmpty() ? "the active client" : tenant;
    }

    private void print(JsonNode check) {
        String of = named(check.path("tenant").asText());
        String what = check.path("host").asText() + ", " + of + ": ";
        if (check.has("problem")) {
            out().println(what + "does not work: " + check.path("problem").asText());
        } else if (check.path("lobby").asBoolean()) {
            out().println(what + "works, and waits: sign in to " + of
                    + ", and approve the host when it comes ('bulkhead approve')");
        } else {
            out().println(what + check.path("tools").size() + " tools in "
                    + check.path("millis").asLong() + " ms: " + Questions.joined(check.path("tools")));
        }
    }
}
