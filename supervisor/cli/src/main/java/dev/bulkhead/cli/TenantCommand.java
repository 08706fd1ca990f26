package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bulkhead tenant}: the clients of the agency. */
@Command(
        name = "tenant",
        description = "Adds, lists, shows, confirms and removes tenants (your clients).",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "add|list|show|confirm|remove",
        subcommands = {
            TenantCommand.Add.class,
            TenantCommand.ListAll.class,
            TenantCommand.Show.class,
            TenantCommand.Confirm.class,
            TenantCommand.Remove.class
        })
final class TenantCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "add, list, show, confirm or remove?");
    }

    @Command(name = "add", description = "Adds a tenant with a vault of its own.", mixinStandardHelpOptions = true)
    static final class Add implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Mixin
        Json json;

        @Parameters(paramLabel = "TENANT", description = "Its id: lower-case letters, digits and '-'.")
        String tenant;

        @Option(names = "--name", paramLabel = "NAME", description = "What people call it.")
        @Nullable
        String name;

        @Option(
                names = "--workspace",
                paramLabel = "DIR",
                description = "The only folder that its servers can write to.")
        @Nullable
        Path workspace;

        @Option(names = "--passphrase-stdin", description = "Read the vault's passphrase from standard input.")
        boolean stdin;

        @Option(
                names = "--unknown-hosts",
                paramLabel = "ask|allow",
                description = "What to do with AI hosts not seen before.")
        @Nullable
        String unknownHosts;

        @Override
        public Integer call() throws Exception {
            if (unknownHosts != null && !unknownHosts.equals("ask") && !unknownHosts.equals("allow")) {
                throw new ParameterException(spec.commandLine(), "--unknown-hosts is 'ask' or 'allow'");
            }
            ObjectNode args = Connection.args().put("tenant", tenant);
            if (name != null) {
                args.put("name", name);
            }
            if (workspace != null) {
                args.put("workspace", workspace.toAbsolutePath().normalize().toString());
            }
            if (unknownHosts != null) {
                args.put("unknownHosts", unknownHosts);
            }
            try (SecretBytes passphrase =
                            SecretSource.newPassphrase(stdin, "New passphrase of " + tenant + "'s vault: ");
                    Connection supervisor = Connection.open()) {
                if (passphrase.length() < 14) {
                    spec.commandLine()
                            .getErr()
                            .println(
                                    "bulkhead: a passphrase under 14 characters can be guessed by whoever copies the vault; six random words are better");
                }
                JsonNode added = supervisor.call("tenant.add", args, passphrase);
                PrintWriter out = spec.commandLine().getOut();
                if (json.json) {
                    Connection.print(out, added);
                } else {
                    out.println("Added tenant " + tenant + ". Its workspace is "
                            + added.path("workspace").asText());
                    out.println("Next: bulkhead sign-in " + tenant);
                }
            }
            return 0;
        }
    }

    @Command(name = "list", description = "Lists the tenants.", mixinStandardHelpOptions = true)
    static final class ListAll implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Mixin
        Json json;

        @Override
        public Integer call() throws Exception {
            try (Connection supervisor = Connection.open()) {
                JsonNode tenants =
                        supervisor.call("tenant.list", Connection.args()).path("tenants");
                PrintWriter out = spec.commandLine().getOut();
                if (json.json) {
                    Connection.print(out, tenants);
                } else if (tenants.isEmpty()) {
                    out.println("There are no tenants yet: bulkhead tenant add TENANT --name NAME");
                } else {
                    for (JsonNode tenant : tenants) {
                        out.printf(
                                "%-20s %-12s %s%n",
                                tenant.path("tenant").asText(),
                                tenant.path("state").asText(),
                                tenant.path("name").asText());
                    }
                }
            }
            return 0;
        }
    }

    @Command(name = "show", description = "Shows one tenant and its settings.", mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Mixin
        Json json;

        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Override
        public Integer call() throws Exception {
            try (Connection supervisor = Connection.open()) {
                JsonNode shown =
                        supervisor.call("tenant.show", Connection.args().put("tenant", tenant));
                PrintWriter out = spec.commandLine().getOut();
                if (json.json) {
                    Connection.print(out, shown);
                    return 0;
                }
                out.println(shown.path("name").asText() + " (" + tenant + "), "
                        + shown.path("state").asText());
                out.println("workspace  " + shown.path("workspace").asText());
                out.println("profile    " + shown.path("profile").asText());
                out.println("settings   " + shown.path("file").asText());
                if (!shown.path("waiting").isEmpty()) {
                    out.println("A change of the settings waits for you, since it widens:");
                    shown.path("waiting").forEach(line -> out.println("  " + line.asText()));
                    out.println("Accept it with: bulkhead tenant confirm " + tenant);
                }
                out.println();
                out.print(shown.path("settings").asText());
            }
            return 0;
        }
    }

    @Command(
            name = "confirm",
            description = "Accepts a change of the settings that widens what a tenant may do.",
            mixinStandardHelpOptions = true)
    static final class Confirm implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Mixin
        Json json;

        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Option(names = "--passphrase-stdin", description = "Read the vault's passphrase from standard input.")
        boolean stdin;

        @Override
        public Integer call() throws Exception {
            try (Connection supervisor = Connection.open()) {
                PrintWriter out = spec.commandLine().getOut();
                if (!json.json) {
                    JsonNode shown =
                            supervisor.call("tenant.show", Connection.args().put("tenant", tenant));
                    shown.path("waiting").forEach(line -> out.println("  " + line.asText()));
                    out.flush();
                }
                try (SecretBytes passphrase = SecretSource.passphrase(stdin, "Passphrase of " + tenant + ": ")) {
                    JsonNode confirmed =
                            supervisor.call("tenant.confirm", Connection.args().put("tenant", tenant), passphrase);
                    if (json.json) {
                        Connection.print(out, confirmed);
                    } else {
                        out.println("Accepted: " + confirmed.path("confirmed").size() + " change(s) of " + tenant);
                    }
                }
            }
            return 0;
        }
    }

    @Command(
            name = "remove",
            description =
                    "Removes a tenant. Its vault, audit and workspace stay on disk, unless --erase says otherwise.",
            mixinStandardHelpOptions = true)
    static final class Remove implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Mixin
        Json json;

        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Option(names = "--erase", description = "Also erase its vault and its audit, for good.")
        boolean erase;

        @Option(names = "--passphrase-stdin", description = "Read the vault's passphrase from standard input.")
        boolean stdin;

        @Override
        public Integer call() throws Exception {
            try (SecretBytes passphrase = SecretSource.passphrase(
                            stdin, "Passphrase of " + tenant + (erase ? ", to erase it for good: " : ": "));
                    Connection supervisor = Connection.open()) {
                ObjectNode args = Connection.args().put("tenant", tenant).put("erase", erase);
                JsonNode removed = supervisor.call("tenant.remove", args, passphrase);
                PrintWriter out = spec.commandLine().getOut();
                if (json.json) {
                    Connection.print(out, removed);
                } else {
                    out.println("Removed tenant " + tenant + ".");
                    removed.path("kept").forEach(path -> out.println("  kept: " + path.asText()));
                }
            }
            return 0;
        }
    }
}
