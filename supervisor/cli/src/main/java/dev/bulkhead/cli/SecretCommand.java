package dev.bulkhead.cli;

import dev.bulkhead.protocol.secret.SecretBytes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bulkhead secret}: the credentials in a tenant's vault. Values go in and never come out. */
@Command(
        name = "secret",
        description = "Sets, lists and removes credentials in a tenant's vault.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "set|list|remove",
        subcommands = {SecretCommand.Put.class, SecretCommand.ListAll.class, SecretCommand.Remove.class})
final class SecretCommand extends Group {
    @Command(
            name = "set",
            description = "Sets a credential, read from standard input or a prompt.",
            mixinStandardHelpOptions = true)
    static final class Put extends Errand {
        @Parameters(index = "0", paramLabel = "TENANT")
        String tenant;

        @Parameters(index = "1", paramLabel = "NAME")
        String name;

        @Option(names = "--stdin", description = "Read the value from standard input.")
        boolean stdin;

        @Override
        public Integer call() throws Exception {
            try (SecretBytes value = SecretSource.value(stdin, "Value of " + name + ": ")) {
                return ask(
                        "secret.set",
                        of(tenant, name),
                        set -> out().println("Set " + name + " of " + tenant + "."),
                        value);
            }
        }
    }

    @Command(name = "list", description = "Lists the names of a tenant's credentials.", mixinStandardHelpOptions = true)
    static final class ListAll extends Errand {
        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Override
        public Integer call() throws Exception {
            return list(
                    "secret.list", of(tenant), "secrets", names -> names.forEach(name -> out().println(name.asText())));
        }
    }

    @Command(name = "remove", description = "Removes a credential.", mixinStandardHelpOptions = true)
    static final class Remove extends Errand {
        @Parameters(index = "0", paramLabel = "TENANT")
        String tenant;

        @Parameters(index = "1", paramLabel = "NAME")
        String name;

        @Override
        public Integer call() throws Exception {
            return ask(
                    "secret.remove",
                    of(tenant, name),
                    removed -> out().println("Removed " + name + " of " + tenant + "."));
        }
    }
}
