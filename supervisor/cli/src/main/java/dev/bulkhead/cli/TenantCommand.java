package dev.bulkhead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bulkhead.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class TenantCommand extends Group {
    @Command(name = "add", description = "Adds a tenant with a vault of its own.", mixinStandardHelpOptions = true)
    static final class Add extends Errand {
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

        @Mixin
        Passphrase passphrase;

        @Option(
                names = "--generate-passphrase",
                description = "Make a passphrase of six random words, and print it once.")
        boolean generate;

        @Option(
                names = "--unknown-hosts",
                paramLabel = "ask|allow",
                description = "What to do with AI hosts not seen before.")
        @Nullable
        String unknownHosts;

        @Override
        public Integer call() throws Exception {
            if (unknownHosts != null && !unknownHosts.equals("ask") && !unknownHosts.equals("allow")) {
                throw wrong("--unknown-hosts is 'ask' or 'allow'");
            }
            ObjectNode args = of(tenant);
            if (name != null) {
                args.put("name", name);
            }
            if (workspace != null) {
                args.put("workspace", absolute(workspace));
            }
            if (unknownHosts != null) {
                args.put("unknownHosts", unknownHosts);
            }
            if (generate && passphrase.stdin) {
                throw wrong("--generate-passphrase makes one: it goes without --passphrase-stdin");
            }
            try (NewPassphrase fresh = passphrase()) {
                return ask(
                        "tenant.add",
                        args,
                        fresh::addTo,
                        added -> {
                            print(added);
                            fresh.show(out());
                        },
                        fresh.secret());
            }
        }

        private NewPassphrase passphrase() throws IOException {
            if (generate) {
                return NewPassphrase.generated();
            }
            String prompt = "New passphrase of " + tenant + "'s vault: ";
            return passphrase.stdin
                    ? NewPassphrase.given(
                            SecretSource.passphrase(true, prompt),
                            json.json ? NewPassphrase.Asked.YES : NewPassphrase.Asked.NO,
                            err())
                    : NewPassphrase.prompted(prompt, err());
        }

        private void print(JsonNode added) {
            out().println("Added tenant " + tenant + ". Its workspace is "
                    + added.path("workspace").asText());
            if (!added.path("waiting").isEmpty()) {
                out().println("The file of settings that lay there says more, which waits for you:");
                added.path("waiting").forEach(line -> out().println("  " + line.asText()));
                out().println("Accept it with: bulkhead tenant confirm " + tenant);
            }
            out().println("Next: bulkhead sign-in " + tenant);
        }
    }

    @Command(name = "list", description = "Lists the tenants.", mixinStandardHelpOptions = true)
    static final class ListAll extends Errand {
        @Override
        public Integer call() throws Exception {
            return list("tenant.list", Connection.args(), "tenants", this::print);
        }

        private void print(JsonNode tenants) {
            if (tenants.isEmpty()) {
                out().println("There are no tenants yet: bulkhead tenant add TENANT --name NAME");
            }
            for (JsonNode tenant : tenants) {
                out().printf(
                                "%-20s %-12s %s%n",
                                tenant.path("tenant").asText(),
                                tenant.path("state").asText(),
                                tenant.path("name").asText());
            }
        }
    }

    @Command(name = "show", description = "Shows one tenant and its settings.", mixinStandardHelpOptions = true)
    static final class Show extends Errand {
        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Override
        public Integer call() throws Exception {
            return ask("tenant.show", of(tenant), this::print);
        }

        private void print(JsonNode shown) {
            PrintWriter out = out();
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
    }

    @Command(
            name = "confirm",
            description = "Accepts a change of the settings that widens what a tenant may do.",
            mixinStandardHelpOptions = true)
    static final class Confirm extends Errand {
        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Mixin
        Passphrase passphrase;

        @Override
        public Integer call() throws Exception {
            if (!json.json) {
                ask("tenant.show", of(tenant), shown -> {
                    shown.path("waiting").forEach(line -> out().println("  " + line.asText()));
                    out().flush();
                });
            }
            try (SecretBytes secret = passphrase.of(tenant, "")) {
                return ask(
                        "tenant.confirm",
                        of(tenant),
                        confirmed -> out().println("Accepted: "
                                + confirmed.path("confirmed").size() + " change(s) of " + tenant),
                        secret);
            }
        }
    }

    @Command(
            name = "remove",
            description =
                    "Removes a tenant. Its vault, audit and workspace stay on disk, unless --erase says otherwise.",
            mixinStandardHelpOptions = true)
    static final class Remove extends Errand {
        @Parameters(paramLabel = "TENANT")
        String tenant;

        @Option(
                names = "--erase",
                description =
                        "Also erase all that there is of it, for good: vault, audit, and its workspace where that is in"
                                + " Bulkhead's own folder. Prints a signed certificate with the audit's last checkpoint.")
        boolean erase;

        @Option(names = "--out", paramLabel = "FILE", description = "A new file for the certificate.")
        @Nullable
        Path file;

        @Mixin
        Passphrase passphrase;

        @Override
        public Integer call() throws Exception {
            if (file != null && !erase) {
                throw wrong("--out is for the certificate of --erase");
            }
            ObjectNode args = of(tenant).put("erase", erase);
            try (SecretBytes secret = passphrase.of(tenant, erase ? ", to erase it for good" : "")) {
                return file == null
                        ? ask("tenant.remove", args, this::print, secret)
                        : tell(
                                CertificateFile.of(
                                        file,
                                        "tenant.remove",
                                        args,
                                        removed -> removed.path("certificate"),
                                        progress(),
                                        secret),
                                this::print);
            }
        }

        private void print(JsonNode removed) {
            out().println("Removed tenant " + tenant + ".");
            removed.path("kept").forEach(path -> out().println("  kept: " + path.asText()));
            if (file != null) {
                out().println("  certificate: " + file);
            } else if (erase) {
                out().println(removed.path("certificate").toPrettyString());
            }
        }
    }
}
