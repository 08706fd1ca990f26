package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bulkhead secret}: the credentials in a tenant's vault. Values go in and never come out. */
@Command(
        name = "secret",
        description = "Sets, lists and removes credentials in a tenant's vault.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "set|list|remove",
        subcommands = {SecretCommand.Put.class, SecretCommand.ListAll.class, SecretCommand.Remove.class})
final class SecretCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "set, list or remove?");
    }

    @Command(
            name = "set",
            description = "Sets a credential, read from standard input or a prompt.",
            mixinStandardHelpOptions = true)
    static final class Put implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Mixin
        Json json;

        @Parameters(index = "0", paramLabel = "TENANT")
        String tenant;

        @Parameters(index = "1", paramLabel = "NAME")
        String name;

        @Option(names = "--stdin", description = "Read the value from standard input.")
        boolean stdin;

        @Override
        public Integer call() throws Exception {
            try (SecretBytes value = SecretSource.value(stdin, "Value of " + name + ": ");
                    Connection supervisor = Connection.open()) {
                JsonNode result = supervisor.call("secret.set", named(tenant, name), value);
                if (json.json) {
                    Connection.print(spec.commandLine().getOut(), result);
                } else {
                    spec.commandLine().getOut().println("Set " + name + " of " + tenant + ".");
                }
            }
            return 0;
        }
    }

    @Command(name = "list", description = "Lists the names of a tenant's credentials.", mixinStandardHelpOptions = true)
    static final class ListAll implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Mixin
        Json json;

        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Override
        public Integer call() throws Exception {
            try (Connection supervisor = Connection.open()) {
                JsonNode names = supervisor
                        .call("secret.list", Connection.args().put("tenant", tenant))
                        .path("secrets");
                PrintWriter out = spec.commandLine().getOut();
                if (json.json) {
                    Connection.print(out, names);
                } else {
                    names.forEach(name -> out.println(name.asText()));
                }
            }
            return 0;
        }
    }

    @Command(name = "remove", description = "Removes a credential.", mixinStandardHelpOptions = true)
    static final class Remove implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Mixin
        Json json;

        @Parameters(index = "0", paramLabel = "TENANT")
        String tenant;

        @Parameters(index = "1", paramLabel = "NAME")
        String name;

        @Override
        public Integer call() throws Exception {
            try (Connection supervisor = Connection.open()) {
                JsonNode result = supervisor.call("secret.remove", named(tenant, name));
                if (json.json) {
                    Connection.print(spec.commandLine().getOut(), result);
                } else {
                    spec.commandLine().getOut().println("Removed " + name + " of " + tenant + ".");
                }
            }
            return 0;
        }
    }

    private static ObjectNode named(String tenant, String name) {
        return Connection.args().put("tenant", tenant).put("name", name);
    }
}
