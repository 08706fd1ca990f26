package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.consent.Consent;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead server}: MCP servers of others that serve a tenant, each in a sandbox of its own. */
@Command(
        name = "server",
        description = "Adds, lists, installs and removes a tenant's MCP servers.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "add|list|install|remove",
        subcommands = {
            ServerCommand.Add.class,
            ServerCommand.ListAll.class,
            ServerCommand.Install.class,
            ServerCommand.Remove.class
        })
final class ServerCommand extends Group {
    private static String installed(JsonNode server) {
        return server.has("installed")
                ? ", " + server.path("package").asText() + " "
                        + server.path("installed").asText()
                : "";
    }

    @Command(
            name = "add",
            description = {
                "Adds an MCP server to a tenant. It runs in a sandbox of its own, with the tenant's workspace and the variables"
                        + " that are named here.",
                "A package (npx PACKAGE …) is installed now, without its install scripts, and never at a start."
            },
            mixinStandardHelpOptions = true)
    static final class Add extends Errand {
        @Parameters(index = "0", paramLabel = "TENANT")
        String tenant;

        @Parameters(index = "1", paramLabel = "NAME", description = "As it stands in its tools: NAME__tool.")
        String name;

        @Parameters(
                index = "2..*",
                arity = "1..*",
                paramLabel = "COMMAND",
                description = "After --: command and arguments.")
        List<String> words = new ArrayList<>();

        @Option(
                names = "--env",
                paramLabel = "NAME=VALUE",
                description =
                        "A variable; secret:NAME takes its value from the vault, inject:NAME lets it hold what stands"
                                + " for that secret, which itself never enters.")
        List<String> env = new ArrayList<>();

        @Option(
                names = "--inject",
                paramLabel = "NAME=HOST:PORT,HEADER",
                description =
                        "Where the secret NAME takes the place of what stands for it: in that header of requests to"
                                + " that host, as in crm=api.acme.example:443,Authorization.")
        List<String> inject = new ArrayList<>();

        @Option(names = "--allow-scripts", description = "Let the package's install scripts run, inside the sandbox.")
        boolean allowScripts;

        @Mixin
        Passphrase passphrase;

        @Override
        public Integer call() throws Exception {
            PrintWriter err = err();
            Map<String, String> variables = variables();
            List<String> command = new ArrayList<>(words);
            if (command.getFirst().contains("/")) {
                command.set(
                        0,
                        Path.of(command.getFirst()).toAbsolutePath().normalize().toString());
            }
            Consent.show(err, tenant, name, command, variables);
            if (allowScripts) {
                err.println("  LOOK TWICE: the package's install scripts will run too, in the sandbox of the install");
            }
            ObjectNode args = of(tenant, name).put("command", command.getFirst());
            ArrayNode arguments = args.putArray("args");
            command.subList(1, command.size()).forEach(arguments::add);
            ObjectNode values = args.putObject("env");
            variables.forEach((variable, value) -> {
                values.put(variable, value);
                if (Consent.looksLikeACredential(variable, value)) {
                    String secret = variable.toLowerCase(Locale.ROOT);
                    err.println("bulkhead: " + variable + " looks like a credential, and would stand in the settings in"
                            + " plain text: run 'bulkhead secret set " + tenant + " " + secret + "' and give --env "
                            + variable + "=secret:" + secret);
                }
            });
            ObjectNode injections = args.putObject("inject");
            for (String each : inject) {
                int equals = each.indexOf('=');
                int comma = each.lastIndexOf(',');
                if (equals <= 0 || comma < equals) {
                    throw wrong("--inject is NAME=HOST:PORT,HEADER, as in crm=api.acme.example:443,Authorization");
                }
                injections
                        .putObject(each.substring(0, equals))
                        .put("host", each.substring(equals + 1, comma))
                        .put("header", each.substring(comma + 1));
                err.println("  The secret " + each.substring(0, equals) + " does not enter: it is put into "
                        + each.substring(comma + 1) + " of what goes to " + each.substring(equals + 1, comma));
            }
            args.put("allowScripts", allowScripts);
            try (SecretBytes secret = passphrase.of(tenant, ", to let this run")) {
                return ask(
                        "server.add",
                        args,
                        added ->
                                out().println("Added server " + name + " to tenant " + tenant + installed(added) + "."),
                        secret);
            }
        }

        private Map<String, String> variables() {
            Map<String, String> variables = new LinkedHashMap<>();
            for (String each : env) {
                int at = each.indexOf('=');
                if (at <= 0) {
                    throw wrong("--env is NAME=VALUE or NAME=secret:NAME");
                }
                variables.put(each.substring(0, at), each.substring(at + 1));
            }
            return variables;
        }
    }

    @Command(name = "list", description = "Lists a tenant's MCP servers.", mixinStandardHelpOptions = true)
    static final class ListAll extends Errand {
        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Override
        public Integer call() throws Exception {
            return list(
                    "server.list", of(tenant), "servers", servers -> servers.forEach(server -> print(out(), server)));
        }

        private static void print(PrintWriter out, JsonNode server) {
            List<String> words = new ArrayList<>();
            words.add(server.path("command").asText(server.path("url").asText()));
            server.path("args").forEach(argument -> words.add(argument.asText()));
            out.println(server.path("name").asText() + "  " + Consent.command(words) + installed(server) + ", "
                    + server.path("pids").size() + " running");
            server.path("env")
                    .properties()
                    .forEach(each -> out.println("    " + each.getKey() + "="
                            + each.getValue().asText()
                            + (each.getValue().asText().startsWith("secret:") ? " (enters)" : "")));
            server.path("inject")
                    .properties()
                    .forEach(each -> out.println("    " + each.getKey() + " never enters: it is put into "
                            + each.getValue().path("header").asText() + " towards "
                            + each.getValue().path("host").asText()));
            String reason = server.path("networkReason").asText();
            String network = server.path("network").asText();
            // A profile is no obstacle: it is what was asked for.
            out.println("    network: " + network
                    + (reason.isEmpty() ? "" : reason.startsWith("profile ") ? " (" + reason + ")" : ": " + reason));
            if (server.has("problem")) {
                out.println("    problem: " + server.path("problem").asText());
            }
        }
    }

    @Command(
            name = "install",
            description = "Installs the package of a server again, in the version that it names.",
            mixinStandardHelpOptions = true)
    static final class Install extends Errand {
        @Parameters(index = "0", paramLabel = "TENANT")
        String tenant;

        @Parameters(index = "1", paramLabel = "NAME")
        String name;

        @Option(names = "--allow-scripts", description = "Let the package's install scripts run, inside the sandbox.")
        boolean allowScripts;

        @Mixin
        Passphrase passphrase;

        @Override
        public Integer call() throws Exception {
            ObjectNode args = of(tenant, name).put("allowScripts", allowScripts);
            try (SecretBytes secret = passphrase.of(tenant, ", to install this")) {
                return ask(
                        "server.install",
                        args,
                        done -> out().println("Installed " + name + " of " + tenant + installed(done) + "."),
                        secret);
            }
        }
    }

    @Command(
            name = "remove",
            description = "Removes an MCP server from a tenant, with what was installed for it.",
            mixinStandardHelpOptions = true)
    static final class Remove extends Errand {
        @Parameters(index = "0", paramLabel = "TENANT")
        String tenant;

        @Parameters(index = "1", paramLabel = "NAME")
        String name;

        @Override
        public Integer call() throws Exception {
            return ask(
                    "server.remove",
                    of(tenant, name),
                    removed -> out().println("Removed server " + name + " of " + tenant + "."));
        }
    }
}
